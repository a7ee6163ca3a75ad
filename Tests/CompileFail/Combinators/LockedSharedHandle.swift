import Allocators

// Copies of the handle would reach the allocator without the lock.
func misuse() {
  let shared = SystemAllocator().limited(toByteCount: 1000).shared()
  // expected-error@+1 {{does not conform to the 'Sendable' protocol}}
  _ = shared.locked()
}
