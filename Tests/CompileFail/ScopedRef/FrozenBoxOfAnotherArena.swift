import Allocators

// A box of another arena is frozen, and the reference used when that arena is gone.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let reference: ScopedRef<String>  // expected-error {{lifetime-dependent variable 'reference' escapes its scope}}
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()  // expected-note {{it depends on this scoped access to variable 'other'}}
    reference = try scope.freeze(otherScope.make("a"))
  }
  print(reference.value)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
