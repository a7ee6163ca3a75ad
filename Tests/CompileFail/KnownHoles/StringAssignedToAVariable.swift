import Allocators

// A string is assigned to a variable that was declared outside its arena.
func stringAssignedToAVariable() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var kept = try scope.makeString("a")
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    kept = try otherScope.makeString("b")
  }
  print(String(copying: kept))
}
