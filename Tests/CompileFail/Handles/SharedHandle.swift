import Allocators

// A shared allocator may go anywhere, and so cannot be made of a handle that may not.
func misuse() throws {
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  let shared = SharedAllocator(owner.borrowed())
  // expected-error@-1 {{generic struct 'SharedAllocator' requires that 'BorrowedAllocator<FreeListAllocator<SystemAllocator>>' conform to 'Escapable'}}
  print(shared.supports(byteCount: 1, alignment: 16))
}
