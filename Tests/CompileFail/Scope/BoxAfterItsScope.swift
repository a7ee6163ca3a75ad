import Allocators

// A box of an inner scope initializes a variable of the outer one.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let box: ScopedBox<Int>
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    box = try inner.make(1)
  }
  let other = try outer.make(2)  // expected-note {{conflicting access is here}}
  print(box.value, other.value)
}
