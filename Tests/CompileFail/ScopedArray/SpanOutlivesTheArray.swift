import Allocators

// A span initializes a variable that outlives its array.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let span: Span<Int>  // expected-error {{lifetime-dependent variable 'span' escapes its scope}}
  do {
    let numbers = try scope.makeArray(of: Int.self, capacity: 2)
    // expected-note@-1 {{it depends on the lifetime of variable 'numbers'}}
    span = numbers.span
  }
  print(span.count)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
