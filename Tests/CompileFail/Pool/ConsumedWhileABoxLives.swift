import Allocators

// The pool is given away while a box of it is in use.
func take(_ pool: consuming Pool<Int, SystemAllocator>) {}

func misuse() throws {
  let pool = try Pool(of: Int.self, capacity: 4)
  let box = try pool.make(1)
  take(pool)  // expected-error {{noncopyable 'pool' cannot be consumed}}
  print(box.value)
}
