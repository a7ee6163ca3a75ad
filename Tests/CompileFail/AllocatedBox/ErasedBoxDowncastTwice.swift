import Allocators

// An erased box is asked for its value twice.
func misuse() throws {
  let erased = try SystemAllocator().makeBox(1).erased()  // expected-error {{'erased' consumed more than once}}
  _ = erased.downcast(to: Int.self)  // expected-note {{consumed here}}
  _ = erased.downcast(to: String.self)  // expected-note {{consumed again here}}
}
