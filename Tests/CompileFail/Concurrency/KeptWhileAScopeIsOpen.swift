import Allocators

// A value is kept in a leased arena while a scope of it is open: the scope would free it.
func misuse(_ arenas: ArenaPool<SystemAllocator>) throws {
  try arenas.withArena { lease in
    let scope = lease.scope()
    // expected-error@-1 {{overlapping accesses to 'lease', but modification requires exclusive access}}
    let kept = try lease.keep(1)  // expected-note {{conflicting access is here}}
    print(kept.value, scope.allocatedByteCount)
  }
}
