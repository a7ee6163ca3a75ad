import Allocators

nonisolated(unsafe) var kept: ScopedString?

// A global stores a string.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
  kept = try scope.makeString("a")
  // expected-error@-1 {{lifetime-dependent value escapes its scope}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
}
