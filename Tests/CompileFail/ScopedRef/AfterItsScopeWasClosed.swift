import Allocators

// The scope is closed by hand, which runs the value's destructor, while a reference to the value is in use.
func close(_ scope: consuming Scope) {}

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()  // expected-note {{it depends on the lifetime of variable 'scope'}}
  let reference = try scope.ref("a")
  // expected-error@-1 {{lifetime-dependent variable 'reference' escapes its scope}}
  close(scope)
  print(reference.value)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
