import Allocators

// The arena is reset while a slice of it is in use.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  // expected-error@-1 {{overlapping accesses to 'arena', but modification requires exclusive access}}
  let slice = try scope.makeSlice(copying: [1, 2].span)
  arena.reset()  // expected-note {{conflicting access is here}}
  print(slice.count)
}
