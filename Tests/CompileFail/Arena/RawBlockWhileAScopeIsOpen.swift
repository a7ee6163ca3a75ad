import Allocators

// The arena allocates a raw block while a scope of it is open: the scope would free it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  // expected-error@-1 {{overlapping accesses to 'arena', but modification requires exclusive access}}
  let block = try arena.allocate(byteCount: 16, alignment: 8)  // expected-note {{conflicting access is here}}
  let box = try scope.make(1)
  print(box.value, block.byteCount)
}
