import Allocators

// An arena over a handle lends itself through its scopes only.
func misuse() throws {
  var owner = try FreeListAllocator(blockByteCount: 1024, blockCount: 4)
  var arena = try ScopedAllocator(byteCount: 64, parent: owner.borrowed())
  let handle = arena.borrowed()
  // expected-error@-1 {{referencing instance method 'borrowed()' on 'ScopedAllocator' requires that 'BorrowedAllocator<FreeListAllocator<SystemAllocator>>' conform to 'Escapable'}}
  print(handle.supports(byteCount: 1, alignment: 16))
}
