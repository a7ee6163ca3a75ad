import Allocators

// A shared arena has many users: none of them can reset it.
func misuse() throws {
  let shared = try ScopedAllocator(byteCount: 4096).shared()
  shared.reset()
  // expected-error@-1 {{value of type 'SharedAllocator<ScopedAllocator<SystemAllocator>>' has no member 'reset'}}
}
