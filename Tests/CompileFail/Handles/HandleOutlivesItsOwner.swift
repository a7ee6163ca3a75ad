import Allocators

// A handle is assigned to a variable that outlives its owner.
func misuse() throws {
  var kept: BorrowedAllocator<FreeListAllocator<SystemAllocator>>? = nil
  // expected-error@-1 {{lifetime-dependent variable 'kept' escapes its scope}}
  do {
    var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    kept = owner.borrowed()  // expected-note {{it depends on this scoped access to variable 'owner'}}
  }
  print(try kept!.makeBox(1).value)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
