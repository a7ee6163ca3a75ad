import Allocators

// An array is returned from the function that owns its arena.
func misuse() throws -> ScopedArray<Int> {  // expected-error {{a function cannot return a ~Escapable result}}
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  return try scope.makeArray(of: Int.self, capacity: 1)
}
