import Allocators

// Two variables for one scope: each would close it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()  // expected-error {{'scope' used after consume}}
  let copy = scope  // expected-note {{consumed here}}
  print(scope.allocatedByteCount, copy.allocatedByteCount)  // expected-note {{used here}}
}
