import Allocators

// A closure that may run on any thread captures an allocator that is not thread-safe.
func run(_ body: @escaping @Sendable () -> Void) { body() }

func misuse() throws {
  let shared = try FreeListAllocator(blockByteCount: 64, blockCount: 4).shared()
  run { print(shared.supports(byteCount: 1, alignment: 16)) }
  // expected-error@-1 {{capture of 'shared' with non-Sendable type 'SharedAllocator<FreeListAllocator<SystemAllocator>>' in a '@Sendable' closure}}
}
