import Allocators

// The arena is destroyed by hand while a scope of it is open.
func consumedWhileAScopeIsOpen() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make(1)
  print(box.value)
  _ = consume arena
}
