import Allocators

// A string is grown by memory of another arena. The call stops the program, in debug and release builds.
func stringGrownByAnotherArena() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var other = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let otherScope = other.scope()
  var text = try scope.makeString("a")
  try text.append("more", in: otherScope)
}
