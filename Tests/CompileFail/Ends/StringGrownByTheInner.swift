import Allocators

// A string of the outer scope is grown by the inner one.
func stringGrownByTheInner() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  var text = try scope.makeString("a")
  let inner = scope.scope()
  try text.append("more", in: inner)
}
