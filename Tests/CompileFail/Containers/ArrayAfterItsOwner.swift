import Allocators

// An array initializes a variable that outlives its owner.
func misuse() throws {
  let array: AllocatedArray<Int, BorrowedAllocator<ScopedAllocator<SystemAllocator>>>
  // expected-error@-1 {{lifetime-dependent variable 'array' escapes its scope}}
  do {
    var arena = try ScopedAllocator(byteCount: 4096)
    array = try arena.borrowed().makeArray(of: Int.self, capacity: 1)
    // expected-note@-1 {{it depends on this scoped access to variable 'arena'}}
  }
  print(array.count)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
