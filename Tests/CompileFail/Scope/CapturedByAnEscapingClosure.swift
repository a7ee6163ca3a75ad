import Allocators

// A closure that may be called at any time captures a scope.
func misuse() throws -> () -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  // expected-error@-1 {{lifetime-dependent value escapes its scope}}
  // expected-note@-2 {{it depends on this scoped access to variable 'arena'}}
  // expected-note@-3 {{this use causes the lifetime-dependent value to escape}}
  return { scope.allocatedByteCount }
}
