import Allocators

// A global allocator that is not thread-safe can be reached by every thread.
let memory = try! FreeListAllocator(blockByteCount: 64, blockCount: 4).shared()
// expected-error@-1 {{let 'memory' is not concurrency-safe because non-'Sendable' type 'SharedAllocator<FreeListAllocator<SystemAllocator>>' may have shared mutable state}}
// expected-note@-2 {{add '@MainActor' to make let 'memory' part of global actor 'MainActor'}}
// expected-note@-3 {{disable concurrency-safety checks if accesses are protected by an external synchronization mechanism}}
