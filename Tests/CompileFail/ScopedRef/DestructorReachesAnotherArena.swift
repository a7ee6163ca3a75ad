// Flags: -enable-experimental-feature Lifetimes
import Allocators

struct Node: ~Copyable, ~Escapable {
  let next: ScopedRef<Int>

  @_lifetime(copy next)
  init(_ next: ScopedRef<Int>) { self.next = next }

  deinit { print(next.value) }
}

// The scope would run a destructor that reads the memory of another arena, which is gone by then.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    let node = try scope.ref(Node(try otherScope.ref(1)))
    // expected-error@-1 {{'ref' is unavailable: the scope would destroy this value when what it depends on may be gone: make(_:) a box}}
    node.withValue { print($0.next.value) }
  }
}
