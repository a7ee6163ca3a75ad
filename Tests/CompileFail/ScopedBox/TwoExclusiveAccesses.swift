import Allocators

// The value of a box is changed in two places at once.
func both(_ first: inout Int, _ second: inout Int) {}

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var box = try scope.make(1)
  both(&box.value, &box.value)
  // expected-error@-1 {{overlapping accesses to 'box', but modification requires exclusive access}}
  // expected-note@-2 {{conflicting access is here}}
}
