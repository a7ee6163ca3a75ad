import Allocators

// A handle is returned from the function that owns its owner.
func misuse() throws -> BorrowedAllocator<FreeListAllocator<SystemAllocator>> {
  // expected-error@-1 {{a function cannot return a ~Escapable result}}
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  return owner.borrowed()
}
