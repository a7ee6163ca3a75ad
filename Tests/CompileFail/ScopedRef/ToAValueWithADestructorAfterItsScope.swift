import Allocators

// An inner scope has run the destructor of what an outer variable refers to.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let reference: ScopedRef<String>  // expected-error {{lifetime-dependent variable 'reference' escapes its scope}}
  do {
    let inner = outer.scope()  // expected-note {{it depends on the lifetime of variable 'inner'}}
    reference = try inner.ref("a")
  }
  print(reference.value)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
