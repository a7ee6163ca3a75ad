import Allocators

// A box leaves an attempt that fails; its memory is used again while it is.
func boxOfAFailedAttempt() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  var kept: ScopedBox<Int>? = nil
  do {
    try scope.attempt { attempt in
      kept = try attempt.make(1)
      throw AllocationError.outOfMemory
    }
  } catch {}
  let next = try scope.make(2)
  if let kept { print(kept.value, next.value) }
}
