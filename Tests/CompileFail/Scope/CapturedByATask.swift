import Allocators

// A task, which may run at any time and on any thread, captures a scope.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  // expected-error@-1 {{lifetime-dependent variable 'arena' escapes its scope}}
  let scope = arena.scope()
  // expected-note@-1 {{it depends on this scoped access to variable 'arena'}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
  Task { print(scope.allocatedByteCount) }
}
