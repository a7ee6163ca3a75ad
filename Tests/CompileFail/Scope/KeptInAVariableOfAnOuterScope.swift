import Allocators

// A scope initializes a variable that outlives the arena.
func misuse() throws {
  let kept: Scope  // expected-error {{lifetime-dependent variable 'kept' escapes its scope}}
  do {
    var arena = try ScopedAllocator(byteCount: 4096)
    kept = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
  }
  print(kept.allocatedByteCount)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
