// Flags: -enable-experimental-feature Lifetimes
import Allocators

struct Node: ~Copyable, ~Escapable {
  var child: ScopedBox<Node>?
  @_lifetime(copy child)
  init(_ child: consuming ScopedBox<Node>?) { self.child = child }
}

// A node of the outer scope becomes the parent of one of the inner scope.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var node = try outer.make(Node(nil))
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    _ = node.replace(with: Node(try inner.make(Node(nil))))
  }
  let other = try outer.make(2)
  // expected-note@-1 {{conflicting access is here}}
  node.withValue { print($0.child == nil) }
  print(other.value)
}
