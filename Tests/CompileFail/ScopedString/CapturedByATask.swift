import Allocators

// A task reads a string, perhaps after its scope.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
  let text = try scope.makeString("a")
  // expected-error@-1 {{lifetime-dependent value escapes its scope}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
  Task { print(text.byteCount) }
}
