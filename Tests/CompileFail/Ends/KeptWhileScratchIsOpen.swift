import Allocators

// A value is kept while a scope of the lease is open.
func keptWhileScratchIsOpen() throws {
  let arenas = ArenaPool(byteCount: 4096)
  let kept = try arenas.withArena { lease in
    let scratch = lease.scope()
    let box = try scratch.make(41)
    return try lease.keep(box.value + 1)
  }
  print(kept.value)
}
