import Allocators

// Another arena is put in the place of one of which a scope is open.
func replacedWhileAScopeIsOpen() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make(1)
  print(box.value)
  arena = try ScopedAllocator(byteCount: 4096)
}
