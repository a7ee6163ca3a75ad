import Allocators

// A box of an inner scope is assigned to a variable that was declared outside it.
func boxAssignedToAnOuterVariable() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var kept = try outer.make(1)
  do {
    let inner = outer.scope()
    kept = try inner.make(2)
  }
  print(kept.value)
}
