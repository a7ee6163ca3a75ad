import Allocators

// The outer scope makes a value while the inner one is open.
func outerUsedWhileTheInnerIsOpen() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let inner = scope.scope()
  print(try inner.make(2).value)
  print(try scope.make(1).value)
}
