import Allocators

// A scope is asked for a box that stores a handle, where it makes one that needs none.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  _ = try scope.makeBox(1)  // expected-error {{use borrowed() or shared() of an owner, and make(_:) in a scope}}
  _ = try scope.makeDeque(of: Int.self)  // expected-error {{is unavailable: a container stores a handle}}
}
