import Allocators

// An opaque result hides the handle's type, not its lifetime.
func misuse() throws -> some Allocator {  // expected-note {{opaque return type declared here}}
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  return owner.borrowed()
  // expected-error@-1 {{return type of global function 'misuse()' requires that 'BorrowedAllocator<FreeListAllocator<SystemAllocator>>' conform to 'Escapable'}}
}
