import Allocators

// A string of the outer scope is grown by memory of the inner one, and used after it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var text = try outer.makeString("a")
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    try text.append("more", in: inner)
  }
  let other = try outer.make(2)  // expected-note {{conflicting access is here}}
  print(text.byteCount, other.value)
}
