import Allocators

// An arena is asked for a value, which is made in a scope of it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  _ = arena.make(1)  // expected-error {{'make' is unavailable: values are made in a scope}}
  arena.reset()
}
