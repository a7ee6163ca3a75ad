import Allocators

// A scope needs exclusive access, which no user of a shared arena has.
func misuse() throws {
  let shared = try ScopedAllocator(byteCount: 4096).shared()
  let scope = shared.scope()
  // expected-error@-1 {{value of type 'SharedAllocator<ScopedAllocator<SystemAllocator>>' has no member 'scope'}}
  print(scope.allocatedByteCount)
}
