import Allocators

// A second inner scope is opened while the first is in use.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let first = outer.scope()
  // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
  let second = outer.scope()  // expected-note {{conflicting access is here}}
  print(first.allocatedByteCount, second.allocatedByteCount)
}
