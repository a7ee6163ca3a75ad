import Allocators

// A part of a slice initializes a variable that outlives the slice's arena.
func misuse() throws {
  let part: ScopedSlice<Int>  // expected-error {{lifetime-dependent variable 'part' escapes its scope}}
  do {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
    let slice = try scope.makeSlice(copying: [1, 2].span)
    part = slice.extracting(0..<1)
  }
  print(part.count)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
