import Allocators

// A box goes to a task; its allocator, to which it returns its memory, stays in use here.
func misuse() throws {
  let shared = try FreeListAllocator(blockByteCount: 64, blockCount: 4).shared()
  let box = try shared.makeBox(1)
  Task { print(box.value) }
  // expected-error@-1 {{sending value of non-Sendable type '() async -> ()' risks causing data races}}
  // expected-note@-2 {{Passing value of non-Sendable type '() async -> ()' as a 'sending' argument to initializer 'init(name:priority:operation:)' risks causing races in between local and caller code}}
  _ = try shared.makeBox(2)  // expected-note {{access can happen concurrently}}
}
