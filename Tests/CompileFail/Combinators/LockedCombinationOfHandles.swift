import Allocators

// A combination of copyable handles is a copyable handle.
func misuse(_ erased: AnyAllocator) {
  _ = NullAllocator().fallback(to: erased).quantized(toMultipleOf: 8).locked()
  // expected-error@-1 {{'locked()' is unavailable: it may share state with others, such as a logger: write LockedAllocator(chain), which checks that it does not, instead of chain.locked(); or lock what is shared first}}
}
