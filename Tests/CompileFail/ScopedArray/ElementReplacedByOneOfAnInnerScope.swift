import Allocators

// An array of the outer scope takes a box of the inner one.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var boxes = try outer.makeArray(of: ScopedBox<Int>.self, capacity: 4)
  boxes.appendWithinCapacity(try outer.make(0))
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    _ = boxes.replaceElement(at: 0, with: try inner.make(1))
  }
  let other = try outer.make(2)
  // expected-note@-1 {{conflicting access is here}}
  print(boxes.count, other.value)
}
