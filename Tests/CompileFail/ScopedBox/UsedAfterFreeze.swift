import Allocators

// A box is changed after it was frozen into a reference.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var box = try scope.make(1)  // expected-error {{'box' used after consume}}
  let reference = scope.freeze(box)  // expected-note {{consumed here}}
  box.value = 2  // expected-note {{used here}}
  print(reference.value)
}
