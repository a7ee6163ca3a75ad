import Allocators

// Copies of the handle would reach the allocator without the lock.
func misuse() {
  let shared = SystemAllocator().limited(toByteCount: 1000).shared()
  _ = shared.locked()  // expected-error {{type 'LimitedAllocator<SystemAllocator>' does not conform to the 'Sendable' protocol}}
}
