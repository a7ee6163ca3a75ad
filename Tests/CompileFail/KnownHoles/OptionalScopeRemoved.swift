import Allocators

// A scope in an optional variable is taken out of it. The compiler forgets then that a reference depends on it, and that
// the arena is borrowed.
func optionalScopeRemoved() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope: Scope? = arena.scope()
  let reference = try scope!.ref(7)
  scope = nil
  arena.reset(keepingCapacity: false)
  print(reference.value)
}
