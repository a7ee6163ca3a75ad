// Flags: -enable-experimental-feature Lifetimes
import Allocators

struct Node: ~Copyable, ~Escapable {
  var child: ScopedBox<Node>?
  @_lifetime(copy child)
  init(_ child: consuming ScopedBox<Node>?) { self.child = child }
}

// A box of the inner scope is moved into a node of the outer one.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var node = try outer.make(Node(nil))
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    node.withMutableValue(moving: try inner.make(Node(nil))) { node, child in node.child = consume child }
  }
  let other = try outer.make(2)
  // expected-note@-1 {{conflicting access is here}}
  node.withValue { print($0.child == nil) }
  print(other.value)
}
