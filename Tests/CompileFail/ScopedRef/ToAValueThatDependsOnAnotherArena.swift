// Flags: -enable-experimental-feature Lifetimes
import Allocators

struct Node: ~Escapable {
  let name: String
  let next: ScopedRef<Int>

  @_lifetime(copy next)
  init(_ name: String, _ next: ScopedRef<Int>) {
    self.name = name
    self.next = next
  }
}

// A node refers to a value of an arena that is gone when the node is read.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let node: ScopedRef<Node>  // expected-error {{lifetime-dependent variable 'node' escapes its scope}}
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()  // expected-note {{it depends on this scoped access to variable 'other'}}
    node = try scope.ref(Node("a", try otherScope.ref(1)))
  }
  node.withValue { print($0.next.value) }  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
