import AllocatorCore
import FreeListAllocator

// The current allocator is inherited by tasks, and so must be thread-safe.
func misuse() throws {
  let shared = try FreeListAllocator(blockByteCount: 64, blockCount: 4).shared()
  CurrentAllocator.with(shared) { print(CurrentAllocator.value.supports(byteCount: 1, alignment: 16)) }
  // expected-error@-1 {{type 'FreeListAllocator<SystemAllocator>' does not conform to the 'Sendable' protocol}}
}
