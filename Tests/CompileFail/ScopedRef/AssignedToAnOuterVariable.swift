import Allocators

// A reference to a value of an inner scope is assigned to a variable of the outer one.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var reference = try outer.ref(1)
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    reference = try inner.ref(2)
  }
  let other = try outer.ref(3)  // expected-note {{conflicting access is here}}
  print(reference.value, other.value)
}
