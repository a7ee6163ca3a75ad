import Allocators

// Two inner scopes are open side by side.
func twoInnerScopesOpen() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let first = scope.scope()
  print(try first.make(1).value)
  let second = scope.scope()
  print(try second.make(2).value)
}
