import Allocators

// The outer scope is closed by hand while the inner one is open.
func closedBeforeTheInner() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let inner = scope.scope()
  print(try inner.make(1).value)
  _ = consume scope
}
