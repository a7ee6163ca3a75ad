import Allocators

// A string is returned from the function that owns its arena.
func misuse() throws -> AllocatedString<BorrowedScope> {
  // expected-error@-1 {{a function cannot return a ~Escapable result}}
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  return try AllocatedString("a", allocator: scope.borrowed())
}
