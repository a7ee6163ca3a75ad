import Allocators

// A mutable span, which is noncopyable, is assigned to a variable that was declared outside its array.
func mutableSpanAssignedToAVariable() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var array = try scope.makeArray(of: Int.self, capacity: 1)
  array.appendWithinCapacity(1)
  var kept = array.mutableSpan
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    var otherArray = try otherScope.makeArray(of: Int.self, capacity: 1)
    otherArray.appendWithinCapacity(2)
    kept = otherArray.mutableSpan
  }
  print(kept[0])
}
