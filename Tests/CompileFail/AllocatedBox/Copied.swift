import Allocators

// Two boxes for one value: each would destroy it.
func misuse() throws {
  let box = try SystemAllocator().makeBox([1])  // expected-error {{'box' used after consume}}
  let copy = box  // expected-note {{consumed here}}
  print(box.value, copy.value)  // expected-note {{used here}}
}
