import Allocators

// A box is read after its value was taken out.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make([1])  // expected-error {{'box' used after consume}}
  let value = box.consume()  // expected-note {{consumed here}}
  print(value, box.value)  // expected-note {{used here}}
}
