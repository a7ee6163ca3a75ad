import Allocators

// A container that allocates through a scope's handle is assigned to a variable that was declared outside the arena.
func containerOfAScopesHandle() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  var kept = try scope.borrowed().makeArray(of: Int.self, capacity: 1)
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    var otherScope = other.scope()
    kept = try otherScope.borrowed().makeArray(of: Int.self, capacity: 1)
  }
  print(kept.count)
}
