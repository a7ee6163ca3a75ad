import Allocators

// The primary of a fallback must know its own blocks.
func misuse() {
  _ = SystemAllocator().fallback(to: NullAllocator())
  // expected-error@-1 {{'fallback(to:)' is unavailable: the primary of a fallback must be a BlockOwner, to know its own blocks}}
}
