import Allocators

// An array that grows through its scope's handle is grown while an inner scope is open: the inner one would free it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var array = try outer.borrowed().makeArray(of: Int.self, capacity: 1)
  // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
  let inner = outer.scope()  // expected-note {{conflicting access is here}}
  try array.append(1)
  print(array.count, inner.allocatedByteCount)
}
