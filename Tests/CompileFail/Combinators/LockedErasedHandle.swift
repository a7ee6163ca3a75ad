import Allocators

// Copies of the handle would reach the allocator without the lock.
func misuse(_ erased: AnyAllocator) {
  _ = erased.locked()
  // expected-error@-1 {{'locked()' is unavailable: it may share state with others, such as a logger: write LockedAllocator(chain), which checks that it does not, instead of chain.locked(); or lock what is shared first}}
}
