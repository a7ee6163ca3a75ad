import Allocators

// Two variables for one pool: each would free its memory.
func misuse() throws {
  let pool = try Pool(of: Int.self, capacity: 4)  // expected-error {{'pool' used after consume}}
  let copy = pool  // expected-note {{consumed here}}
  print(pool.count, copy.count)  // expected-note {{used here}}
}
