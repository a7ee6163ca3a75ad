import Allocators

// An attempt is made in the outer scope while the inner one is open.
func attemptWhileTheInnerIsOpen() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let inner = scope.scope()
  print(try inner.make(1).value)
  try scope.attempt { attempt in _ = try attempt.make(2) }
}
