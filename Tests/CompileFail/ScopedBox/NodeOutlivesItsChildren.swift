// Flags: -enable-experimental-feature Lifetimes
import Allocators

// A node that owns a box of an inner scope is moved to the outer one.
struct Node: ~Copyable, ~Escapable {
  var next: ScopedBox<Int>

  @_lifetime(copy next)
  init(_ next: consuming ScopedBox<Int>) { self.next = next }
}

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let node: Node
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    node = Node(try inner.make(1))
  }
  let other = try outer.make(2)  // expected-note {{conflicting access is here}}
  print(node.next.value, other.value)
}
