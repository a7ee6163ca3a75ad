import Allocators

// An arena takes its memory from a scope of another one, and is used after that scope has closed.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let kept: ScopedAllocator<BorrowedScope>  // expected-error {{lifetime-dependent variable 'kept' escapes its scope}}
  do {
    var inner = outer.scope()
    kept = try ScopedAllocator(byteCount: 64, parent: inner.borrowed())
    // expected-note@-1 {{it depends on this scoped access to variable 'inner'}}
  }
  print(kept.capacity)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
