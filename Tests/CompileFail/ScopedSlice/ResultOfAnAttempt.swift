import Allocators

// A slice of the attempt is its result: the compiler cannot follow it through the closure.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let slice: ScopedSlice<Int> = try scope.attempt { attempt in try attempt.makeSlice(copying: [1].span) }
  // expected-error@-1 {{instance method 'attempt' requires that 'ScopedSlice<Int>' conform to 'Escapable'}}
  print(slice.count)
}
