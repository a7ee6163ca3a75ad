// Flags: -enable-experimental-feature Lifetimes
import Allocators

struct Node: ~Copyable, ~Escapable {
  var child: ScopedBox<Node>?
  @_lifetime(copy child)
  init(_ child: consuming ScopedBox<Node>?) { self.child = child }
}

// What was replaced depends on the scope still.
@_lifetime(copy scope)
func misuse(_ scope: borrowing Scope) throws -> Node {
  var arena = try ScopedAllocator(byteCount: 4096)
  let inner = arena.scope()
  // expected-note@-1 {{it depends on this scoped access to variable 'arena'}}
  var node = try inner.make(Node(nil))
  return node.replace(with: Node(nil))
  // expected-error@-1 {{lifetime-dependent value escapes its scope}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
}
