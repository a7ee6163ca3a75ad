import Allocators

// An array is appended to without the scope that it needs to grow.
func append() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var numbers = try scope.makeArray(of: Int.self, capacity: 4)
  numbers.append(0)
  // expected-error@-1 {{'append' is unavailable: use append(_:in:), which grows the array, or appendWithinCapacity(_:), which does not}}
}
