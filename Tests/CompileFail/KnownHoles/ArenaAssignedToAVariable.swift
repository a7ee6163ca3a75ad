import Allocators

// An arena over a handle is assigned to a variable that was declared outside the handle's owner.
func arenaAssignedToAVariable() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  var kept = try ScopedAllocator(byteCount: 64, parent: scope.borrowed())
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    var otherScope = other.scope()
    kept = try ScopedAllocator(byteCount: 64, parent: otherScope.borrowed())
  }
  print(kept.capacity)
}
