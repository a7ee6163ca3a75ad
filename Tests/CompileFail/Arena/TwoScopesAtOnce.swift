import Allocators

// A second scope of the arena is opened while the first one is in use.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let first = arena.scope()
  // expected-error@-1 {{overlapping accesses to 'arena', but modification requires exclusive access}}
  let second = arena.scope()  // expected-note {{conflicting access is here}}
  let box = try first.make(1)
  print(box.value, second.allocatedByteCount)
}
