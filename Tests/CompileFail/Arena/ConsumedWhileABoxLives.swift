import Allocators

// The arena is given away while a box of it is in use.
func take(_ arena: consuming ScopedAllocator<SystemAllocator>) {}

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  // expected-error@-1 {{overlapping accesses to 'arena', but modification requires exclusive access}}
  let box = try scope.make(1)
  take(arena)  // expected-note {{conflicting access is here}}
  print(box.value)
}
