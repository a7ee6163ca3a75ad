import Allocators

// An array of the outer scope is grown by the inner one.
func arrayGrownByTheInner() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  var numbers = try scope.makeArray(of: Int.self)
  let inner = scope.scope()
  try numbers.append(1, in: inner)
}
