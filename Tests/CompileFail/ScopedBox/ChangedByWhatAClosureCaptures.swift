// Flags: -enable-experimental-feature Lifetimes
import Allocators

struct Node: ~Copyable, ~Escapable {
  var child: ScopedBox<Node>?
  @_lifetime(copy child)
  init(_ child: consuming ScopedBox<Node>?) { self.child = child }
}

// A box is moved in that the closure makes in a scope outside of it: it has to be an argument.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var other = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var node = try scope.make(Node(nil))
  do {
    let inner = other.scope()
    // expected-note@-1 {{it depends on this scoped access to variable 'other'}}
    try node.withMutableValue { node in node.child = try inner.make(Node(nil)) }
    // expected-error@-1 {{lifetime-dependent value escapes its scope}}
    // expected-note@-2 {{this use of the lifetime-dependent value is out of scope}}
  }
  node.withValue { print($0.child == nil) }
}
