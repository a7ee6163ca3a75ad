import Allocators

enum Node: BitwiseCopyable, ~Escapable {
  case leaf(Int)
  case list(ScopedSlice<Node>)
}

// A node of the outer scope has children in the inner one, and is used after it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let root: ScopedRef<Node>
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    var nodes = try inner.makeArray(of: Node.self, capacity: 1)
    nodes.appendWithinCapacity(.leaf(1))
    root = try inner.ref(.list(try nodes.moveLast(1, to: inner)))
  }
  let other = try outer.make(2)  // expected-note {{conflicting access is here}}
  root.withValue { _ in print(other.value) }
}
