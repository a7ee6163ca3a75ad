import Allocators

// A box made through a handle is assigned to a variable that was declared outside the owner.
func handlesBoxAssignedToAVariable() throws {
  var kept: AllocatedBox<Int, BorrowedAllocator<FreeListAllocator<SystemAllocator>>>? = nil
  do {
    var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    kept = try owner.borrowed().makeBox(1)
  }
  if let kept { print(kept.value) }
}
