import Allocators

// A task and its parent use one allocator that is not thread-safe.
func misuse() throws {
  let shared = try FreeListAllocator(blockByteCount: 64, blockCount: 4).shared()
  Task { _ = try shared.makeBox(1) }
  // expected-error@-1 {{sending value of non-Sendable type '() async throws -> ()' risks causing data races}}
  // expected-note@-2 {{Passing value of non-Sendable type '() async throws -> ()' as a 'sending' argument to initializer 'init(name:priority:operation:)' risks causing races in between local and caller code}}
  _ = try shared.makeBox(2)  // expected-note {{access can happen concurrently}}
}
