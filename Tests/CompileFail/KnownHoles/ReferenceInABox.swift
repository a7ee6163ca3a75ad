import Allocators

// A reference is moved into a box of another arena, which is assigned to a variable.
func referenceInABox() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var kept = try scope.make(try scope.ref(1))
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    kept = try scope.make(try otherScope.ref(2))
  }
  kept.withValue { print($0.value) }
}
