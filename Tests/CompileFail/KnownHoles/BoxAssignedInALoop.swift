import Allocators

// Each turn of a loop has its own arena; the box of the last one is used after it.
func boxAssignedInALoop() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var kept = try scope.make(0)
  for number in 0..<3 {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    if number == 2 { kept = try otherScope.make(number) }
  }
  print(kept.value)
}
