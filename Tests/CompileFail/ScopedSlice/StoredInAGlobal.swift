import Allocators

nonisolated(unsafe) var kept: ScopedSlice<Int>?

// A global stores a slice.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
  kept = try scope.makeSlice(copying: [1].span)
  // expected-error@-1 {{lifetime-dependent value escapes its scope}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
}
