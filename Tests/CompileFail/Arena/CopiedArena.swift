import Allocators

// Two variables for one arena: each would free its memory.
func misuse() throws {
  let arena = try ScopedAllocator(byteCount: 4096)  // expected-error {{'arena' used after consume}}
  let copy = arena  // expected-note {{consumed here}}
  print(arena.capacity, copy.capacity)  // expected-note {{used here}}
}
