import Allocators

// The output span of an edit is kept after it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var numbers = try scope.makeArray(of: Int.self, capacity: 4)
  let kept: OutputSpan<Int> = numbers.edit { span in span }
  // expected-error@-1 {{instance method 'edit' requires that 'OutputSpan<Int>' conform to 'Escapable'}}
  print(kept.count)
}
