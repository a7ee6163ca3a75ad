import Allocators

// Two arrays for one memory: each would free it. `clone()` says so.
func misuse() throws {
  let array = try SystemAllocator().makeArray(of: Int.self, capacity: 1)
  // expected-error@-1 {{'array' used after consume}}
  let copy = array  // expected-note {{consumed here}}
  print(array.count, copy.count)  // expected-note {{used here}}
}
