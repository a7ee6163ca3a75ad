import Allocators

// A slice is returned from the function that owns its arena.
func misuse() throws -> ScopedSlice<Int> {  // expected-error {{a function cannot return a ~Escapable result}}
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  return try scope.makeSlice(copying: [1].span)
}
