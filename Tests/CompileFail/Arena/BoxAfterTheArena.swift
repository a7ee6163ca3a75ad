import Allocators

// A box initializes a variable that outlives the arena.
func misuse() throws {
  let box: ScopedBox<Int>  // expected-error {{lifetime-dependent variable 'box' escapes its scope}}
  do {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
    box = try scope.make(1)
  }
  print(box.value)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
