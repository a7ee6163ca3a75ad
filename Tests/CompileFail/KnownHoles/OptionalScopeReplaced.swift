import Allocators

// A scope in an optional variable is replaced by the next one, while a box of it lives.
func optionalScopeReplaced() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope: Scope? = arena.scope()
  let box = try scope!.make(7)
  scope = nil
  scope = arena.scope()
  print(box.value)
}
