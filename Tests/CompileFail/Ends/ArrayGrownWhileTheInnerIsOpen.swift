import Allocators

// An array of the outer scope is grown by it while the inner one is open.
func arrayGrownWhileTheInnerIsOpen() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  var numbers = try scope.makeArray(of: Int.self)
  let inner = scope.scope()
  print(try inner.makeString("scratch").byteCount)
  for number in 1...4 { try numbers.append(number, in: scope) }
}
