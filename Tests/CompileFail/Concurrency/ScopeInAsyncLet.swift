import Allocators

// A child task uses a scope beside its parent.
func misuse() async throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  // expected-error@-1 {{lifetime-dependent variable 'arena' escapes its scope}}
  let scope = arena.scope()
  // expected-note@-1 {{it depends on this scoped access to variable 'arena'}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
  async let count = scope.allocatedByteCount
  // expected-error@-1 {{sending 'scope' risks causing data races}}
  // expected-note@-2 {{sending 'scope' into async let risks causing data races between async let uses and local uses}}
  let box = try scope.make(1)  // expected-note {{access can happen concurrently}}
  print(await count, box.value)
}
