import Allocators

// A task, which may run at any time, captures a reference.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
  let reference = try scope.ref(1)  // expected-error {{lifetime-dependent variable 'reference' escapes its scope}}
  Task { print(reference.value) }  // expected-note {{this use causes the lifetime-dependent value to escape}}
}
