import Allocators

// The arena has become a part of another allocator, and is used on its own.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)  // expected-error {{'arena' used after consume}}
  let memory = arena.fallback(to: SystemAllocator())  // expected-note {{consumed here}}
  let scope = arena.scope()  // expected-note {{used here}}
  print(scope.allocatedByteCount, memory.primary.capacity)
}
