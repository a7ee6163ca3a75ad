import Allocators

// A slice is moved in that the closure takes from outside: it has to be an argument.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var other = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var slices = try scope.makeArray(of: ScopedSlice<Int>.self, capacity: 4)
  slices.appendWithinCapacity(try scope.makeSlice(copying: [1].span))
  do {
    let inner = other.scope()
    let slice = try inner.makeSlice(copying: [2].span)
    // expected-note@-1 {{it depends on a closure capture; this is not yet supported}}
    slices.updateElement(at: 0) { $0 = slice }
    // expected-error@-1 {{lifetime-dependent variable '$0' escapes its scope}}
    // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
  }
  print(slices[0][0])
}
