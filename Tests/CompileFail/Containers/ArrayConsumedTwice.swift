import Allocators

// The elements of an array are taken out twice.
func misuse() throws {
  let array = try SystemAllocator().makeArray(of: Int.self, capacity: 1)
  // expected-error@-1 {{'array' consumed more than once}}
  array.consumeEach { print($0) }  // expected-note {{consumed here}}
  array.consumeEach { print($0) }  // expected-note {{consumed again here}}
}
