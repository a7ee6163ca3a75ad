import Allocators

// A reference initializes a variable that outlives its scope.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let reference: ScopedRef<Int>
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    reference = try inner.ref(1)
  }
  let other = try outer.ref(2)  // expected-note {{conflicting access is here}}
  print(reference.value, other.value)
}
