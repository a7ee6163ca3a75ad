import Allocators

// A scope of a leased arena leaves the lease by a captured variable; another task may lease the arena next.
func leasedScopeAssignedToAVariable() throws {
  let arenas = ArenaPool(byteCount: 4096)
  var kept: Scope? = nil
  try arenas.withArena { lease in kept = lease.scope() }
  if let kept { print(kept.allocatedByteCount) }
}
