import Allocators

// The arena is reset while a string of it is in use.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  // expected-error@-1 {{overlapping accesses to 'arena', but modification requires exclusive access}}
  let text = try scope.makeString("a")
  arena.reset()  // expected-note {{conflicting access is here}}
  print(text.byteCount)
}
