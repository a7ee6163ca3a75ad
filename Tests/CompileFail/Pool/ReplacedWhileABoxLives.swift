import Allocators

// The pool is replaced, and so destroyed, while a box of it is in use.
func misuse() throws {
  var pool = try Pool(of: Int.self, capacity: 4)
  let box = try pool.make(1)  // expected-note {{conflicting access is here}}
  pool = try Pool(of: Int.self, capacity: 4)
  // expected-error@-1 {{overlapping accesses to 'pool', but modification requires exclusive access}}
  print(box.value)
}
