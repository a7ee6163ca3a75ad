import Allocators

// A box of the attempt is its result: the attempt's own scope ends with it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let box: ScopedBox<Int> = try scope.attempt { attempt in try attempt.make(1) }
  // expected-error@-1 {{instance method 'attempt' requires that 'ScopedBox<Int>' conform to 'Escapable'}}
  print(box.value)
}
