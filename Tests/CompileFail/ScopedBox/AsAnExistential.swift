import Allocators

// An existential may go anywhere: a box cannot become one.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box: Any = try scope.make(1)
  // expected-error@-1 {{value of type 'ScopedBox<Int>' does not conform to specified type 'Copyable'}}
  print(box)
}
