import Allocators

// The outer scope grows its string while an inner one is open: the inner one would free the memory.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var text = try outer.makeString("a")
  let inner = outer.scope()
  // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
  try text.append("more", in: outer)  // expected-note {{conflicting access is here}}
  let other = try inner.make(2)
  print(text.byteCount, other.value)
}
