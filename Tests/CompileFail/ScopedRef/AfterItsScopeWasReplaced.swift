import Allocators

// The scope is replaced by another one, which closes it, while a reference to its value is in use.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var other = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let reference = try scope.ref("a")  // expected-note {{conflicting access is here}}
  scope = other.scope()
  // expected-error@-1 {{overlapping accesses to 'scope', but modification requires exclusive access}}
  print(reference.value)
}
