import Allocators

// The handle of an inner scope is used when the outer one has used the memory again.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let handle: BorrowedScope  // expected-error {{lifetime-dependent variable 'handle' escapes its scope}}
  do {
    var inner = outer.scope()
    // expected-error@-1 {{overlapping accesses to 'outer', but modification requires exclusive access}}
    handle = inner.borrowed()  // expected-note {{it depends on this scoped access to variable 'inner'}}
  }
  let box = try outer.make(1)  // expected-note {{conflicting access is here}}
  print(try handle.makeBox(2).value, box.value)
  // expected-note@-1 {{this use of the lifetime-dependent value is out of scope}}
}
