import Allocators

// An attempt puts a scope from inside itself in its own place.
func attemptReplacedByItsInner() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  scope.attempt { attempt in
    var held: Scope? = nil
    attempt.withScope { inner in held = inner.scope() }
    attempt = held.take()!
  }
}
