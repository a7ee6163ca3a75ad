import Allocators

// The arena allocates a block while a scope of it is open.
func arenaUsedWhileAScopeIsOpen() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make(1)
  print(box.value)
  _ = try unsafe arena.allocate(byteCount: 8, alignment: 8)
}
