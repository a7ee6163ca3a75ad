import Allocators

// An erased box initializes a variable that outlives its owner.
func misuse() throws {
  let box: ErasedBox<BorrowedAllocator<FreeListAllocator<SystemAllocator>>>
  // expected-error@-1 {{lifetime-dependent variable 'box' escapes its scope}}
  do {
    var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    box = try owner.borrowed().makeBox(1).erased()
    // expected-note@-1 {{it depends on this scoped access to variable 'owner'}}
  }
  print(box.typeName)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
