import Allocators

// The bytes are read while the string grows.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var string = try scope.makeString("a")
  let span = string.span
  // expected-note@-1 {{conflicting access is here}}
  try string.append("b", in: scope)
  // expected-error@-1 {{overlapping accesses to 'string', but modification requires exclusive access}}
  print(span.count)
}
