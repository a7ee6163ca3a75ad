import Allocators

// The closure form replaces the scope that it is given by another arena's.
func scopeReplacedInAClosure() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  try arena.withScope { scope in
    var other = try ScopedAllocator(byteCount: 4096)
    scope = other.scope()
  }
}
