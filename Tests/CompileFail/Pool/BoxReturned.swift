import Allocators

// A box is returned from the function that owns its pool.
func misuse() throws -> PoolBox<Int> {  // expected-error {{a function cannot return a ~Escapable result}}
  let pool = try Pool(of: Int.self, capacity: 4)
  return try pool.make(1)
}
