import Allocators

// An array is grown by a scope of another arena. The call stops the program, in debug and release builds.
func arrayGrownByAnotherArena() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var other = try ScopedAllocator(byteCount: 4096)
  let otherScope = other.scope()
  var array = try scope.makeArray(of: Int.self, capacity: 1)
  try array.reserveCapacity(8, in: otherScope)
}
