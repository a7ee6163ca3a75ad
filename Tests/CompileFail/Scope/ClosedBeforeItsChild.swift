import Allocators

// The outer scope is closed by hand while a box of the inner one is in use.
func close(_ scope: consuming Scope) {}

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let inner = outer.scope()
  // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
  let box = try inner.make(1)
  close(outer)  // expected-note {{conflicting access is here}}
  print(box.value)
}
