import Allocators

// Two boxes for one value: each would return its place.
func misuse() throws {
  let pool = try Pool(of: Int.self, capacity: 4)
  let box = try pool.make(1)  // expected-error {{'box' used after consume}}
  let copy = box  // expected-note {{consumed here}}
  print(box.value, copy.value)  // expected-note {{used here}}
}
