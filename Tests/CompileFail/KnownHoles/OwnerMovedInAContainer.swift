import Allocators

// An array of pools grows, and so moves a pool that a box was made in, through a handle on the place where the pool was.
// The box is not used any more, but ends later, and returns its memory through that handle.
func ownerMovedInAContainer() throws {
  var pools = try SystemAllocator().makeArray(of: FreeListAllocator<SystemAllocator>.self)
  try pools.append(FreeListAllocator(blockByteCount: 64, blockCount: 4))
  let box = try pools[0].borrowed().makeBox(1)
  print(box.value)
  for _ in 0..<20 { try pools.append(FreeListAllocator(blockByteCount: 64, blockCount: 4)) }
}
