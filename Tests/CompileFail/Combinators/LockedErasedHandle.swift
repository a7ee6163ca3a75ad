import Allocators

// Copies of the handle would reach the allocator without the lock.
func misuse(_ erased: AnyAllocator) {
  _ = erased.locked()  // expected-error {{ambiguous use of 'locked'}}
}
