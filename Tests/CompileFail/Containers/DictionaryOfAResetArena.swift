import Allocators

// The arena is reset while a dictionary of it is in use.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let counts = try arena.borrowed().makeDictionary(from: Int.self, to: Int.self)
  // expected-error@-1 {{overlapping accesses to 'arena', but modification requires exclusive access}}
  arena.reset()  // expected-note {{conflicting access is here}}
  print(counts.count)
}
