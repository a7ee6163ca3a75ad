// Flags: -enable-experimental-feature Lifetimes
import Allocators

struct Node: ~Copyable, ~Escapable {
  var value: Int
  var next: ScopedBox<Node>?

  @_lifetime(copy next)
  init(_ value: Int, next: consuming ScopedBox<Node>?) {
    self.value = value
    self.next = next
  }

  var sum: Int {
    switch next {
    case .some(let rest): value + rest.withValue { $0.sum }
    case .none: value
    }
  }
}

// Boxes own their values: a list of nodes dies as a whole.
func list() throws -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let last = try scope.make(Node(3, next: nil))
  let first = try scope.make(Node(1, next: last))
  return first.withValue { $0.sum }
}

// A box may be moved into a variable of the same scope, and its value taken out.
func move() throws -> [Int] {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var box = try scope.make([1, 2])
  box.value.append(3)
  let moved = box
  return moved.consume()
}
