import Allocators

// A scope makes a value while a handle on it is in use.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let handle = scope.borrowed()
  // expected-error@-1 {{overlapping accesses to 'scope', but modification requires exclusive access}}
  let box = try scope.make(1)  // expected-note {{conflicting access is here}}
  let other = try handle.makeBox(2)
  print(box.value, other.value)
}
