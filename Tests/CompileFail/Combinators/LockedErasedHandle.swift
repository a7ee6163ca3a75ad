import Allocators

// Copies of the handle would reach the allocator without the lock.
func misuse(_ erased: AnyAllocator) {
  _ = erased.locked()
  // expected-error@-1 {{'locked()' is unavailable: it may share state with others: LockedAllocator(_:) checks that it does not; or lock what is shared first}}
}
