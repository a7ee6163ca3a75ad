import Allocators

// Any number of boxes of a pool may live at once, and each may be moved and consumed.
func correct() throws -> Int {
  let pool = try Pool(of: [Int].self, capacity: 4)
  var first = try pool.make([1])
  let second = try pool.make([2])
  first.value.append(contentsOf: second.value)
  let moved = first
  return moved.consume().count
}

// A pool of a class is lent to a closure; one of a struct or an actor is used as it is.
final class World {
  var pool: Pool<Int, SystemAllocator>
  init(_ pool: consuming Pool<Int, SystemAllocator>) { self.pool = pool }

  func step() throws -> Int {
    try pool.withBorrowed { pool in
      let box = try pool.make(1)
      return box.value
    }
  }
}

// A pool may be full: the value comes back.
func refuse(_ pool: borrowing Pool<Int, SystemAllocator>) -> Int {
  switch pool.store(3) {
  case .stored(let box): box.value
  case .rejected(let value, _): value
  }
}
