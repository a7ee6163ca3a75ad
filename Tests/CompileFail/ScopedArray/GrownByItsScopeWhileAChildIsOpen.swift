import Allocators

// The outer scope grows its array while an inner one is open: the inner one would free the memory.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var numbers = try outer.makeArray(of: Int.self, capacity: 1)
  let inner = outer.scope()
  // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
  try numbers.append(1, in: outer)  // expected-note {{conflicting access is here}}
  let other = try inner.make(2)
  print(numbers.count, other.value)
}
