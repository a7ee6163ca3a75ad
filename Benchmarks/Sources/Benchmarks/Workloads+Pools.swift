import Allocators
import Barrier

/// W3: 64 blocks of 1,024 bytes, returned in an order.
@inline(never)
func pool1024<Pool: Allocator & ~Copyable>(_ pool: borrowing Pool, rounds: Int, order: UnsafePointer<UInt8>) {
  withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 64) { live in
    let live = live.baseAddress!
    for _ in 0..<rounds {
      for index in 0..<64 {
        guard let block = pool.allocateIfPossible(byteCount: 1024, alignment: 16) else { fail() }
        block.address.storeBytes(of: UInt64(truncatingIfNeeded: index), as: UInt64.self)
        escape(block.address)
        live[index] = block.address
      }
      for index in 0..<64 {
        pool.deallocate(Block(address: live[Int(order[index])], byteCount: 1024, alignment: 16))
      }
      escape(live)
    }
  }
}

/// W4: one of the live blocks of 64 bytes, drawn at random, is replaced at each step.
struct Pool64: ~Copyable {
  private let slots: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private let count: Int
  private var state = seed

  init<Pool: Allocator & ~Copyable>(filledFrom pool: borrowing Pool, count: Int = 10_000) {
    self.count = count
    slots = .allocate(capacity: count)
    for index in 0..<count {
      guard let block = pool.allocateIfPossible(byteCount: 64, alignment: 16) else { fail() }
      slots[index] = block.address
    }
  }
  deinit { slots.deallocate() }

  @inline(never)
  mutating func step<Pool: Allocator & ~Copyable>(_ pool: borrowing Pool, steps: Int) {
    var state = self.state
    let (slots, bound) = (self.slots, UInt64(self.count))
    for step in 0..<steps {
      let index = below(next(&state), bound)
      pool.deallocate(Block(address: slots[index], byteCount: 64, alignment: 16))
      escape(slots)  // the free must not be folded into the allocation that follows
      guard let block = pool.allocateIfPossible(byteCount: 64, alignment: 16) else { fail() }
      block.address.storeBytes(of: UInt64(truncatingIfNeeded: step), as: UInt64.self)
      escape(block.address)
      slots[index] = block.address
    }
    self.state = state
  }

  func drain<Pool: Allocator & ~Copyable>(into pool: borrowing Pool) {
    for index in 0..<count {
      pool.deallocate(Block(address: slots[index], byteCount: 64, alignment: 16))
    }
  }
}

extension Run {
  func w3<Pool: Allocator & ~Copyable>(_ name: String, _ tables: borrowing Tables, make: () -> Pool) {
    let rounds = 5000 / scale
    for (index, order) in ["W3-lifo", "W3-fifo", "W3-rand"].enumerated() where wants(order, name) {
      let pool = make()
      let indices = UnsafePointer(tables.orders + 64 * index)
      timed(order, name, operations: rounds * 64) { pool1024(pool, rounds: rounds, order: indices) }
    }
  }

  func w4<Pool: Allocator & ~Copyable>(_ name: String, count: Int = 10_000, make: () -> Pool) {
    guard wants("W4", name) else { return }
    let steps = 500_000 / scale
    let pool = make()
    var slots = Pool64(filledFrom: pool, count: count)
    timed("W4", name, operations: steps) { slots.step(pool, steps: steps) }
    slots.drain(into: pool)
  }
}
