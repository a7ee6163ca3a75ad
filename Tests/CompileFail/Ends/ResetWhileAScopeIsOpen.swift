import Allocators

// The arena is reset while its scope is open, which nothing uses any more.
func resetWhileAScopeIsOpen() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make(1)
  print(box.value)
  arena.reset()
}
