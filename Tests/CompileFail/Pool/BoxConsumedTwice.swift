import Allocators

// The value of a box is taken out twice: its place would be returned twice.
func misuse() throws {
  let pool = try Pool(of: Int.self, capacity: 4)
  let box = try pool.make(1)  // expected-error {{'box' consumed more than once}}
  print(box.consume())  // expected-note {{consumed here}}
  print(box.consume())  // expected-note {{consumed again here}}
}
