import Allocators

// An arena is locked by the form that the compiler checks, but others hold its parent, which has no lock.
func misuse() throws {
  let parent = try FreeListAllocator(blockByteCount: 4096, blockCount: 16).shared()
  let memory = LockedAllocator(try ScopedAllocator(byteCount: 64, parent: parent))
  // expected-error@-1 {{sending value of non-Sendable type 'ScopedAllocator<SharedAllocator<FreeListAllocator<SystemAllocator>>>' risks causing data races}}
  // expected-note@-2 {{Passing value of non-Sendable type 'ScopedAllocator<SharedAllocator<FreeListAllocator<SystemAllocator>>>' as a 'sending' argument to initializer 'init(_:)' risks causing races in between local and caller code}}
  let box = try parent.makeBox(1)  // expected-note {{access can happen concurrently}}
  print(box.value, memory.supports(byteCount: 1, alignment: 16))
}
