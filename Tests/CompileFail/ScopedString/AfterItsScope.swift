import Allocators

// A string initializes a variable that outlives its arena.
func misuse() throws {
  let text: ScopedString  // expected-error {{lifetime-dependent variable 'text' escapes its scope}}
  do {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
    text = try scope.makeString("a")
  }
  print(text.byteCount)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
