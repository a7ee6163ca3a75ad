import Allocators

// A scope is assigned to a variable that was declared outside its arena.
func scopeAssignedToAVariable() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    scope = other.scope()
  }
  print(scope.allocatedByteCount)
}
