import Allocators

// The string grows, and may move, while it is read to be appended.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var text = try scope.makeString("a")
  try text.append(copying: text.utf8Span, in: scope)
  // expected-error@-1 {{overlapping accesses to 'text', but modification requires exclusive access}}
  // expected-note@-2 {{conflicting access is here}}
}
