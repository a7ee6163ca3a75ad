import Allocators

// A slice of an inner scope is used when the outer one has used the memory again.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let slice: ScopedSlice<Int>
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    slice = try inner.makeSlice(copying: [1, 2].span)
  }
  let other = try outer.make(3)  // expected-note {{conflicting access is here}}
  print(slice[0], other.value)
}
