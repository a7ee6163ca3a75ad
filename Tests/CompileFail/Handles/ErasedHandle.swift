import Allocators

// An erased allocator may go anywhere, and so cannot be made of a handle that may not.
func misuse() throws {
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  let erased = AnyAllocator(owner.borrowed())
  // expected-error@-1 {{initializer 'init(_:)' requires that 'BorrowedAllocator<FreeListAllocator<SystemAllocator>>' conform to 'Escapable'}}
  print(erased.supports(byteCount: 1, alignment: 16))
}
