import Allocators

nonisolated(unsafe) var current: Scope? = nil

// A global variable keeps a scope.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  current = arena.scope()
  // expected-error@-1 {{lifetime-dependent value escapes its scope}}
  // expected-note@-2 {{it depends on this scoped access to variable 'arena'}}
  // expected-note@-3 {{this use causes the lifetime-dependent value to escape}}
}
