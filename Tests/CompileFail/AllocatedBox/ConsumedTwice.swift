import Allocators

// The value of a box is taken out twice.
func misuse() throws {
  let box = try SystemAllocator().makeBox(1)  // expected-error {{'box' consumed more than once}}
  print(box.consume())  // expected-note {{consumed here}}
  print(box.consume())  // expected-note {{consumed again here}}
}
