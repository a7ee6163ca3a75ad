// Flags: -enable-experimental-feature Lifetimes
import Allocators

private struct BoxHolder: ~Copyable, ~Escapable {
  var box: ScopedBox<Int>

  @_lifetime(copy box)
  init(_ box: consuming ScopedBox<Int>) { self.box = box }

  mutating func replace(_ box: consuming ScopedBox<Int>) { self.box = box }
}

// A method stores its argument, and says nothing of its lifetime.
func boxAssignedByAMethod() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  var holder = BoxHolder(try scope.make(1))
  do {
    let inner = scope.scope()
    holder.replace(try inner.make(2))
  }
  let next = try scope.make(3)
  print(holder.box.value, next.value)
}
