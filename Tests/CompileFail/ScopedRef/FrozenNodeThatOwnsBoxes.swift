// Flags: -enable-experimental-feature Lifetimes
import Allocators

struct Node: ~Copyable, ~Escapable {
  let child: ScopedBox<Int>

  @_lifetime(copy child)
  init(_ child: consuming ScopedBox<Int>) { self.child = child }
}

// The scope would destroy a node when the scope of the box that the node owns may be gone.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let node = try scope.make(Node(try scope.make(1)))
  let reference = try scope.freeze(node)
  // expected-error@-1 {{'freeze' is unavailable: the scope would destroy this value when what it depends on may be gone: keep the box}}
  reference.withValue { print($0.child.value) }
}
