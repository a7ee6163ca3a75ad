import Allocators

private func keep(
  _ pool: consuming FreeListAllocator<SystemAllocator>, in kept: inout FreeListAllocator<SystemAllocator>?
) {
  kept = consume pool
}

// A pool is moved to a variable that lives longer, and another one takes its place, while a box lives that nothing uses
// any more. It returns its memory through a handle on the place where the pool was.
func ownerMovedToAVariable() throws {
  var kept: FreeListAllocator<SystemAllocator>? = nil
  var pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  let box = try pool.borrowed().makeBox(1)
  print(box.value)
  keep(pool, in: &kept)
  pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
}
