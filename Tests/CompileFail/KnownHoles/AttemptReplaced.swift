import Allocators

// An attempt replaces the scope that it is given by another arena's.
func attemptReplaced() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  try scope.attempt { attempt in
    var other = try ScopedAllocator(byteCount: 4096)
    attempt = other.scope()
  }
}
