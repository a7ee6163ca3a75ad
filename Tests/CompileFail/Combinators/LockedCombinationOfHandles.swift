import Allocators

// A combination of copyable handles is a copyable handle.
func misuse(_ erased: AnyAllocator) {
  _ = NullAllocator().fallback(to: erased).quantized(toMultipleOf: 8).locked()
  // expected-error@-1 {{'locked()' is unavailable: it may share state with others: LockedAllocator(_:) checks that it does not; or lock what is shared first}}
}
