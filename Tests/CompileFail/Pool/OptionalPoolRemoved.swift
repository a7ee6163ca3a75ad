import Allocators

// An optional pool is set to nil while a box of it is in use.
func misuse() throws {
  var pool: Pool<Int, SystemAllocator>? = try Pool(of: Int.self, capacity: 4)
  let box = try pool!.make(1)  // expected-note {{conflicting access is here}}
  pool = nil  // expected-error {{overlapping accesses to 'pool', but modification requires exclusive access}}
  print(box.value)
}
