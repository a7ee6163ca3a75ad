import Allocators

// An array is assigned to a variable that was declared outside its arena.
func arrayAssignedToAVariable() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var kept = try scope.makeArray(of: Int.self, capacity: 1)
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    kept = try otherScope.makeArray(of: Int.self, capacity: 1)
  }
  print(kept.count)
}
