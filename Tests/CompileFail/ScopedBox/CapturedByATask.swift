import Allocators

// A task, which may run at any time, captures a box.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
  let box = try scope.make(1)
  // expected-error@-1 {{lifetime-dependent value escapes its scope}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
  Task { print(box.value) }
}
