import Allocators

// The arena goes to a child task while it is used here.
func fill(_ arena: inout ScopedAllocator<SystemAllocator>) async -> Int { 1 }

func misuse() async throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  async let count = fill(&arena)
  // expected-error@-1 {{sending 'arena' risks causing data races}}
  // expected-note@-2 {{sending 'arena' into async let risks causing data races between async let uses and local uses}}
  let scope = arena.scope()  // expected-note {{access can happen concurrently}}
  print(await count, scope.allocatedByteCount)
}
