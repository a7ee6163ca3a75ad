import Allocators

// A closure that may be called later catches a slice.
func misuse() throws -> () -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
  let slice = try scope.makeSlice(copying: [1].span)
  // expected-error@-1 {{lifetime-dependent variable 'slice' escapes its scope}}
  return { slice.count }  // expected-note {{this use causes the lifetime-dependent value to escape}}
}
