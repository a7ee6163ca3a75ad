import Allocators

// The closure form returns a box of its scope.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let box: ScopedBox<Int> = try arena.withScope { scope in try scope.make(1) }
  // expected-error@-1 {{instance method 'withScope' requires that 'ScopedBox<Int>' conform to 'Escapable'}}
  print(box.value)
}
