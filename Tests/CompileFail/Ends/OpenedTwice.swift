import Allocators

// A second scope of the arena is opened while the first one is open.
func openedTwice() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make(1)
  print(box.value)
  let second = arena.scope()
  print(try second.make(2).value)
}
