import Allocators

// The array grows, and may move, while a span of it is in use.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var numbers = try scope.makeArray(of: Int.self, capacity: 2)
  let span = numbers.span  // expected-note {{conflicting access is here}}
  try numbers.append(1, in: scope)
  // expected-error@-1 {{overlapping accesses to 'numbers', but modification requires exclusive access}}
  print(span.count)
}
