import Allocators

// A box initializes a variable that outlives its owner.
func misuse() throws {
  let box: AllocatedBox<Int, BorrowedAllocator<FreeListAllocator<SystemAllocator>>>
  // expected-error@-1 {{lifetime-dependent variable 'box' escapes its scope}}
  do {
    var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    box = try owner.borrowed().makeBox(1)  // expected-note {{it depends on this scoped access to variable 'owner'}}
  }
  print(box.value)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
