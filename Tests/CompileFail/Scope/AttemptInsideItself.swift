import Allocators

// The body of an attempt makes something in the scope outside.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  try scope.attempt { _ in try scope.attempt { attempt in _ = try attempt.make(1) } }
  // expected-error@-1 {{overlapping accesses to 'scope', but modification requires exclusive access}}
  // expected-note@-2 {{conflicting access is here}}
}
