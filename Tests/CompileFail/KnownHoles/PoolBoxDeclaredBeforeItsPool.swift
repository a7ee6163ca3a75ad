import Allocators

// A variable is declared before the pool that its box comes from, and so dies after it.
func poolBoxDeclaredBeforeItsPool() throws {
  let box: PoolBox<Int>
  let pool = try Pool(of: Int.self, capacity: 4)
  box = try pool.make(1)
  print(box.value)
}
