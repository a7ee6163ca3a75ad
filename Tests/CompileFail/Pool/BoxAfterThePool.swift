import Allocators

// A box initializes a variable that outlives the pool.
func misuse() throws {
  let box: PoolBox<Int>  // expected-error {{lifetime-dependent variable 'box' escapes its scope}}
  do {
    let pool = try Pool(of: Int.self, capacity: 4)  // expected-note {{it depends on the lifetime of variable 'pool'}}
    box = try pool.make(1)
  }
  print(box.value)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
}
