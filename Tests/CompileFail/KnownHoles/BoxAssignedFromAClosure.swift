import Allocators

// A box leaves the closure form by a captured variable.
func boxAssignedFromAClosure() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var kept: ScopedBox<Int>? = nil
  try arena.withScope { scope in kept = try scope.make(1) }
  if let kept { print(kept.value) }
}
