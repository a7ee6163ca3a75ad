import Allocators

// A method replaces the pool while a box of it is in use.
struct World: ~Copyable {
  var pool: Pool<Int, SystemAllocator>

  mutating func replace() throws { pool = try Pool(of: Int.self, capacity: 4) }

  mutating func misuse() throws {
    let box = try pool.make(1)  // expected-note {{conflicting access is here}}
    try replace()  // expected-error {{overlapping accesses to 'self', but modification requires exclusive access}}
    print(box.value)
  }
}
