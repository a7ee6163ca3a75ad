import Allocators

// A scope cannot end what was allocated before it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  scope.reset()  // expected-error {{value of type 'Scope' has no member 'reset'}}
}
