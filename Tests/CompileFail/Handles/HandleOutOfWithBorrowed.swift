import Allocators

// The handle of the closure form is assigned to a variable from outside.
func misuse() throws {
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  var kept: BorrowedAllocator<FreeListAllocator<SystemAllocator>>? = nil
  // expected-error@-1 {{lifetime-dependent variable 'kept' escapes its scope}}
  owner.withBorrowed { handle in kept = copy handle }
  // expected-note@-1 {{it depends on the lifetime of argument 'handle'}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
  print(try kept!.makeBox(1).value)
}
