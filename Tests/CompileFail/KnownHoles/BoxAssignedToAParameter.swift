import Allocators

private func assign(to kept: inout ScopedBox<Int>) throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  kept = try scope.make(2)
}

// A box is assigned to an `inout` parameter by the function that owns its arena.
func boxAssignedToAParameter() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var kept = try scope.make(1)
  try assign(to: &kept)
  print(kept.value)
}
