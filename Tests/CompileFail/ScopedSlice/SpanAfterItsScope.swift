import Allocators

// The span of a slice initializes a variable that outlives the slice's arena.
func misuse() throws {
  let span: Span<Int>  // expected-error {{lifetime-dependent variable 'span' escapes its scope}}
  do {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
    let slice = try scope.makeSlice(copying: [1].span)
    span = slice.span
  }
  print(span.count)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
