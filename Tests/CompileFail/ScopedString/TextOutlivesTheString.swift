import Allocators

// The text initializes a variable that outlives its string.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let span: UTF8Span  // expected-error {{lifetime-dependent variable 'span' escapes its scope}}
  do {
    let text = try scope.makeString("a")  // expected-note {{it depends on the lifetime of variable 'text'}}
    span = text.utf8Span
  }
  print(span.count)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
