import Allocators
import Barrier

// How the cost grows with the size of the work. A line is `workload: size,allocator,ns`.

extension Run {
  func slopes(_ tables: borrowing Tables) {
    arenaSlopes(tables)
    poolSlopes()
    for count in [10_000, 100_000, 1_000_000] {
      let steps = 500_000 / scale
      replaced("W4: \(count) live blocks of 64 bytes", "FreeListAllocator", count, steps) { pool(64, count) }
      replaced("W4: \(count) live blocks of 64 bytes", "SystemAllocator", count, steps) { SystemAllocator() }
      mixed("W5: \(count) live blocks of 16 to 1024 bytes", "bucketized(64 pools)|system", count) { bucketizer() }
      mixed("W5: \(count) live blocks of 16 to 1024 bytes", "segregated(6 pools|system)", count) { sizeClasses() }
      mixed("W5: \(count) live blocks of 16 to 1024 bytes", "SystemAllocator", count) { SystemAllocator() }
      mixed("W7: \(count) live blocks of 16 to 1024 bytes", "segregated(pool|pool|system)", count) { segregator() }
      mixed("W7: \(count) live blocks of 16 to 1024 bytes", "fallback(pool|system)", count) { fallback() }
    }
  }

  private func arenaSlopes(_ tables: borrowing Tables) {
    for megabytes in [1, 100, 4096] {
      let (count, rounds) = (UInt64(megabytes << 20 / 24), max(1, 100 / megabytes))
      let workload = "W1: arena of \(megabytes < 1024 ? "\(megabytes) MB" : "\(megabytes >> 10) GB")"
      guard var arena = try? ScopedAllocator(byteCount: megabytes << 20),
        var growing = try? ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
      else {
        print("skipped \(workload): no memory")
        continue
      }
      // The batch before the timed ones faults the pages in.
      timed(workload, "ScopedAllocator", operations: rounds * Int(count)) {
        bumpSmall(&arena, rounds: rounds, count: count)
      }
      timed(workload, "ScopedAllocator (doubling)", operations: rounds * Int(count)) {
        bumpSmall(&growing, rounds: rounds, count: count)
      }
    }
    guard var arena = try? ScopedAllocator(byteCount: 1 << 30) else { return print("skipped W2, W6, W8: no memory") }
    for count in [1000, 10_000, 100_000] as [UInt64] {
      timed("W2: \(count) blocks", "ScopedAllocator", operations: 100_000) {
        bumpMixed(&arena, rounds: Int(100_000 / count), tables, count: count)
      }
    }
    for megabytes in [1, 16, 128] {
      timed("W6: to \(megabytes) MB", "ScopedAllocator", operations: 400) {
        growInArena(&arena, rounds: 400, to: megabytes << 20)
      }
      timed("W6: to \(megabytes) MB", "SystemAllocator", operations: 20) {
        growOnHeap(SystemAllocator(), rounds: 20, to: megabytes << 20)
      }
    }
    for depth in [16, 19, 23] {
      let count = (2 << depth) - 1
      timed("W8: \(count) nodes", "ScopedAllocator", operations: 2 * count) {
        treesInArena(&arena, Plain.self, depth: depth)
      }
      let nodes = pool(MemoryLayout<Node>.stride, count)
      timed("W8: \(count) nodes", "FreeListAllocator", operations: 2 * count) {
        treesOnHeap(nodes, Plain.self, depth: depth)
      }
    }
  }

  private func poolSlopes() {
    for count in [64, 640, 6400] {
      let rounds = 64_000 / count
      func cell<Pool: Allocator & ~Copyable>(_ name: String, _ pool: borrowing Pool) {
        timed("W3: \(count) live blocks of 1024 bytes", name, operations: rounds * count) {
          fillAndEmpty(pool, count: count, rounds: rounds)
        }
      }
      cell("FreeListAllocator", pool(1024, count))
      cell("SystemAllocator", SystemAllocator())
    }
  }

  private func replaced<Pool: Allocator & ~Copyable>(
    _ workload: String, _ name: String, _ count: Int, _ steps: Int, make: () -> Pool
  ) {
    let pool = make()
    var slots = Pool64(filledFrom: pool, count: count)
    timed(workload, name, operations: steps) { slots.step(pool, steps: steps) }
    slots.drain(into: pool)
  }

  private func mixed<A: Allocator & ~Copyable>(_ workload: String, _ name: String, _ count: Int, make: () -> A) {
    let steps = 500_000 / scale
    let allocator = make()
    var slots = Mixed(filledFrom: allocator, count: count)
    timed(workload, name, operations: steps) { slots.step(allocator, steps: steps) }
    slots.drain(into: allocator)
  }
}

/// W3 with any number of blocks, returned newest first.
@inline(never)
private func fillAndEmpty<Pool: Allocator & ~Copyable>(_ pool: borrowing Pool, count: Int, rounds: Int) {
  withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: count) { live in
    let live = live.baseAddress!
    for _ in 0..<rounds {
      for index in 0..<count {
        guard let block = pool.allocateIfPossible(byteCount: 1024, alignment: 16) else { fail() }
        block.address.storeBytes(of: UInt64(truncatingIfNeeded: index), as: UInt64.self)
        escape(block.address)
        live[index] = block.address
      }
      for index in stride(from: count &- 1, through: 0, by: -1) {
        pool.deallocate(Block(address: live[index], byteCount: 1024, alignment: 16))
      }
      escape(live)
    }
  }
}
