import Allocators

// The outer scope makes a value while an inner one is open: the inner one would free it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let inner = outer.scope()
  // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
  let box = try outer.make(1)  // expected-note {{conflicting access is here}}
  let other = try inner.make(2)
  print(box.value, other.value)
}
