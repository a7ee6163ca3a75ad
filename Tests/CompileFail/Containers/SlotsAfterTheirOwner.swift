import Allocators

// Storage with handles initializes a variable that outlives its owner.
func misuse() throws {
  let slots: AllocatedSlots<Int, BorrowedScope>
  // expected-error@-1 {{lifetime-dependent variable 'slots' escapes its scope}}
  // expected-error@-2 {{lifetime-dependent variable 'slots' escapes its scope}}
  do {
    var arena = try ScopedAllocator(byteCount: 4096)
    var scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
    slots = try scope.borrowed().makeSlots(of: Int.self)
    // expected-note@-1 {{it depends on this scoped access to variable 'scope'}}
  }
  print(slots.count)
  // expected-note@-1 {{this use of the lifetime-dependent value is out of scope}}
  // expected-note@-2 {{this use of the lifetime-dependent value is out of scope}}
}
