import Allocators

// An element is appended while a mutable span of the array is in use.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var numbers = try scope.makeArray(of: Int.self, capacity: 2)
  var span = numbers.mutableSpan
  // expected-error@-1 {{overlapping accesses to 'numbers', but modification requires exclusive access}}
  numbers.appendWithinCapacity(0)  // expected-note {{conflicting access is here}}
  span[0] = 1
}
