import Allocators

// A box made through a handle is returned from the function that owns the owner.
func misuse() throws -> AllocatedBox<Int, BorrowedAllocator<FreeListAllocator<SystemAllocator>>> {
  // expected-error@-1 {{a function cannot return a ~Escapable result}}
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  return try owner.borrowed().makeBox(1)
}
