import Allocators

// A closure that may be called at any time captures a scope.
func misuse() throws -> () -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  // expected-error@-1 {{lifetime-dependent variable 'arena' escapes its scope}}
  let scope = arena.scope()
  // expected-note@-1 {{it depends on this scoped access to variable 'arena'}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
  return { scope.allocatedByteCount }
}
