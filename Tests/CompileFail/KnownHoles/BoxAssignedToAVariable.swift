import Allocators

// A box is assigned to a variable that was declared outside the arena. What is noncopyable and nonescapable is not
// followed into variables; copyable references are.
func boxAssignedToAVariable() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var kept = try scope.make(1)
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    kept = try otherScope.make(2)
  }
  print(kept.value)
}
