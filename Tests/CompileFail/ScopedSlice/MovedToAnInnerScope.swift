import Allocators

// The elements of an outer scope's array are kept in an inner scope, and used after it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var numbers = try outer.makeArray(of: Int.self, capacity: 2)
  numbers.appendWithinCapacity(1)
  let slice: ScopedSlice<Int>
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    slice = try numbers.moveLast(1, to: inner)
  }
  let other = try outer.make(2)  // expected-note {{conflicting access is here}}
  print(slice[0], other.value)
}
