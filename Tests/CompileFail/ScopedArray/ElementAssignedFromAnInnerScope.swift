import Allocators

// An array of the outer scope takes a slice of the inner one.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var slices = try outer.makeArray(of: ScopedSlice<Int>.self, capacity: 4)
  slices.appendWithinCapacity(try outer.makeSlice(copying: [1].span))
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    slices[0] = try inner.makeSlice(copying: [2].span)
  }
  let other = try outer.make(2)
  // expected-note@-1 {{conflicting access is here}}
  print(slices.count, other.value)
}
