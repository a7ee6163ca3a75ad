import Allocators

// A combination of copyable handles is a copyable handle.
func misuse(_ erased: AnyAllocator) {
  _ = NullAllocator().fallback(to: erased).quantized(toMultipleOf: 8).locked()
  // expected-error@-1 {{ambiguous use of 'locked'}}
}
