import Allocators

// A scope needs exclusive access, which a `let` does not allow.
func misuse() throws {
  let arena = try ScopedAllocator(byteCount: 4096)  // expected-note {{change 'let' to 'var' to make it mutable}}
  let scope = arena.scope()
  // expected-error@-1 {{cannot use mutating member on immutable value: 'arena' is a 'let' constant}}
  print(scope.allocatedByteCount)
}
