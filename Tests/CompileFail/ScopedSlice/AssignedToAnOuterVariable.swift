import Allocators

// A slice is assigned to a variable that was declared outside its arena.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var slice = try scope.makeSlice(copying: [1, 2].span)
  // expected-error@-1 {{lifetime-dependent variable 'slice' escapes its scope}}
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()  // expected-note {{it depends on this scoped access to variable 'other'}}
    slice = try otherScope.makeSlice(copying: [3].span)
  }
  print(slice[0])  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
