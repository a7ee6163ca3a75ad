import Allocators

// A slice initializes a variable that outlives its arena.
func misuse() throws {
  let slice: ScopedSlice<Int>  // expected-error {{lifetime-dependent variable 'slice' escapes its scope}}
  do {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
    slice = try scope.makeSlice(copying: [1, 2].span)
  }
  print(slice.count)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
