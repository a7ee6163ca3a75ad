import Allocators

// A scope makes a value after it was closed by hand.
func close(_ scope: consuming Scope) {}

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()  // expected-error {{'scope' used after consume}}
  close(scope)  // expected-note {{consumed here}}
  let box = try scope.make(1)  // expected-note {{used here}}
  print(box.value)
}
