import Allocators

private func assign<Value: ~Copyable & ~Escapable>(_ value: consuming Value, to kept: inout Value) {
  kept = value
}

// A generic function takes references for noncopyable values, and assigns one to the other.
func referenceInGenericCode() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var kept = try scope.ref(1)
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    assign(try otherScope.ref(2), to: &kept)
  }
  print(kept.value)
}
