import Allocators

// A box of another arena is frozen, so that its destructor would run when that arena is gone. The call stops the
// program, in debug and release builds.
func frozenByAnotherArena() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    _ = try scope.freeze(otherScope.make("a"))
  }
}
