import Allocators

// A box is assigned to a variable that was declared outside its pool.
func poolBoxAssignedToAVariable() throws {
  var kept: PoolBox<Int>? = nil
  do {
    let pool = try Pool(of: Int.self, capacity: 4)
    kept = try pool.make(1)
  }
  if let kept { print(kept.value) }
}
