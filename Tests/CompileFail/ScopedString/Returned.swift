import Allocators

// A string is returned from the function that owns its arena.
func misuse() throws -> ScopedString {  // expected-error {{a function cannot return a ~Escapable result}}
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  return try scope.makeString("a")
}
