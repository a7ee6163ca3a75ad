import Allocators

private func assign<Value: ~Copyable & ~Escapable>(_ value: consuming Value, to kept: inout Value) {
  kept = value
}

// A generic function assigns one of its arguments to the other, and says nothing of their lifetimes.
func boxAssignedByAGenericFunction() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  var kept = try scope.make(1)
  do {
    let inner = scope.scope()
    assign(try inner.make(2), to: &kept)
  }
  let next = try scope.make(3)
  print(kept.value, next.value)
}
