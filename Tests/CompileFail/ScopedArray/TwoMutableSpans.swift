import Allocators

// Two spans may change the same elements.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var numbers = try scope.makeArray(of: Int.self, capacity: 2)
  numbers.appendWithinCapacity(0)
  var first = numbers.mutableSpan
  // expected-error@-1 {{overlapping accesses to 'numbers', but modification requires exclusive access}}
  var second = numbers.mutableSpan  // expected-note {{conflicting access is here}}
  first[0] = 1
  second[0] = 2
}
