// Flags: -enable-experimental-feature Lifetimes
import Allocators

// A node of the outer scope refers to a node of the inner one.
struct Node: ~Escapable, BitwiseCopyable {
  let value: Int
  let next: ScopedRef<Node>?

  @_lifetime(copy next)
  init(_ value: Int, _ next: ScopedRef<Node>? = nil) {
    self.value = value
    self.next = next
  }
}

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var head = Node(0)
  do {
    let inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    head = Node(1, try inner.ref(Node(2)))
  }
  let other = try outer.ref(Node(3))  // expected-note {{conflicting access is here}}
  print(head.next!.value.value, other.value.value)
}
