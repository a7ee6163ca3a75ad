import Allocators

// A scope is returned from the function that owns its arena.
func misuse() throws -> Scope {  // expected-error {{a function cannot return a ~Escapable result}}
  var arena = try ScopedAllocator(byteCount: 4096)
  return arena.scope()
}
