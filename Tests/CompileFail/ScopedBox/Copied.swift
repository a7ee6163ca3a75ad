import Allocators

// Two boxes for one value: each would destroy it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make([1])  // expected-error {{'box' used after consume}}
  let copy = box  // expected-note {{consumed here}}
  print(box.value, copy.value)  // expected-note {{used here}}
}
