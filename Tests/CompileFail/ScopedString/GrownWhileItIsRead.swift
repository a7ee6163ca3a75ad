import Allocators

// The string grows, and may move, while its text is in use.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var text = try scope.makeString("a")
  let span = text.utf8Span  // expected-note {{conflicting access is here}}
  try text.append("b", in: scope)
  // expected-error@-1 {{overlapping accesses to 'text', but modification requires exclusive access}}
  print(span.count)
}
