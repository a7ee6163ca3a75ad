import Allocators

// A box is used after it became an erased one.
func misuse() throws {
  let box = try SystemAllocator().makeBox(1)  // expected-error {{'box' used after consume}}
  let erased = box.erased()  // expected-note {{consumed here}}
  print(box.value, erased.typeName)  // expected-note {{used here}}
}
