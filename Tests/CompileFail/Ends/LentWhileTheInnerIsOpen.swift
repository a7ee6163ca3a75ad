import Allocators

// The outer scope is lent to a handle while the inner one is open.
func lentWhileTheInnerIsOpen() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let inner = scope.scope()
  print(try inner.make(1).value)
  let box = try scope.borrowed().makeBox(2)
  print(box.value)
}
