import Allocators

// The arena is reset when the function ends, before its scope is closed.
func resetInADefer() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make([1, 2, 3])
  defer { arena.reset() }
  print(box.value)
}
