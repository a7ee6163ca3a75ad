import Allocators
import Barrier

// How the cost grows with the size of the work: W4 with more live blocks, W1 in larger arenas.

extension Run {
  func slopes() {
    for count in [10_000, 100_000, 1_000_000] {
      let steps = 500_000 / scale
      slope("live blocks", count, "FreeListAllocator", steps: steps) { pool(64, count) }
      slope("live blocks", count, "SystemAllocator", steps: steps) { SystemAllocator() }
    }
    for megabytes in [1, 100, 4096] {
      let count = megabytes << 20 / 24
      let name = megabytes < 1024 ? "\(megabytes) MB" : "\(megabytes >> 10) GB"
      guard var arena = try? ScopedAllocator(byteCount: megabytes << 20),
        var growing = try? ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
      else {
        print("skipped \(name): no memory")
        continue
      }
      fill("arena of \(name)", "ScopedAllocator", &arena, count: count)
      fill("arena of \(name)", "ScopedAllocator (doubling)", &growing, count: count)
    }
  }

  private func slope<Pool: Allocator & ~Copyable>(
    _ workload: String, _ count: Int, _ name: String, steps: Int, make: () -> Pool
  ) {
    let pool = make()
    var slots = Pool64(filledFrom: pool, count: count)
    timed("\(count) \(workload)", name, operations: steps) { slots.step(pool, steps: steps) }
    slots.drain(into: pool)
  }

  /// Fills an arena with blocks of 24 bytes and resets it; the batch before the timed ones faults its pages in.
  private func fill(_ workload: String, _ name: String, _ arena: inout Arena, count: Int) {
    timed(workload, name, operations: count) { fillOnce(&arena, count: count) }
  }
}

@inline(never)
private func fillOnce(_ arena: inout Arena, count: Int) {
  for index in 0..<UInt64(truncatingIfNeeded: count) {
    guard let block = arena.allocateIfPossible(byteCount: 24, alignment: 8) else { fail() }
    block.address.storeBytes(of: index, as: UInt64.self)
    escape(block.address)
  }
  arena.reset()
}
