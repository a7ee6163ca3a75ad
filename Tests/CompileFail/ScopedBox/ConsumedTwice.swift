import Allocators

// The value of a box is taken out twice.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make(1)  // expected-error {{'box' consumed more than once}}
  print(box.consume())  // expected-note {{consumed here}}
  print(box.consume())  // expected-note {{consumed again here}}
}
