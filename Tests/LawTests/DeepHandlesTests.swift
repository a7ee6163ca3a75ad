import Allocators
import Testing

/// A local box in a destructor deep in a list ends with the allocator that it borrows, also where its handle is a
/// composition that looks like that of a box around it in part.
@Suite struct DeepHandlesTests {
  typealias Pool = SharedAllocator<FreeListAllocator<SystemAllocator>>
  typealias Limited = LimitedAllocator<Pool>

  /// Holds a box, whose block the next local box gets, and makes that in its destructor.
  struct Inner: ~Copyable {
    let level: Int
    let pool: Pool
    let useLocally: (Int, Pool) -> Void
    var extra: AllocatedBox<InlineArray<16, Int>, Pool>?
    init(_ level: Int, _ pool: Pool, _ useLocally: @escaping (Int, Pool) -> Void) {
      (self.level, self.pool, self.useLocally) = (level, pool, useLocally)
      extra = level == 1 ? try! pool.makeBox(InlineArray(repeating: 5)) : nil
    }
    deinit {
      if level == 1 {
        _ = consume extra
        useLocally(2, pool)
      }
    }
  }

  struct Chain: ~Copyable {
    var next: AllocatedBox<Chain, SystemAllocator>?
    let end: (Pool, (Int, Pool) -> Void)?
    deinit { if let (pool, useLocally) = end { useLocally(1, pool) } }
  }

  private func endChain(_ useLocally: @escaping (Int, Pool) -> Void) throws {
    let pool = try FreeListAllocator(blockByteCount: 256, blockCount: 16).shared()
    var chain = Chain(next: nil, end: (pool, useLocally))
    for _ in 0..<10_000 { chain = Chain(next: try SystemAllocator().makeBox(chain), end: nil) }
  }

  @inline(never)
  static func segregated(_ level: Int, _ pool: Pool) {
    var limited = pool.limited(toByteCount: 1 << 20)
    do {
      let handle = SystemAllocator().segregated(upTo: 16, otherwise: limited.borrowed())
      let box = try! AllocatedBox(Inner(level, pool, segregated), allocator: handle)
      #expect(box.value.level == level)
    }
    let live = limited.liveByteCount
    #expect(live == 0)
  }

  @inline(never)
  static func budgeted(_ level: Int, _ pool: Pool) {
    var limited = pool.limited(toByteCount: 1 << 20)
    do {
      let handle = limited.borrowed().budgeted(by: Budget(byteCount: 1 << 20))
      let box = try! AllocatedBox(Inner(level, pool, budgeted), allocator: handle)
      #expect(box.value.level == level)
    }
    let live = limited.liveByteCount
    #expect(live == 0)
  }

  @inline(never)
  static func logged(_ level: Int, _ pool: Pool) {
    var limited = pool.limited(toByteCount: 1 << 20)
    do {
      let handle = limited.borrowed().logging(to: AllocationStatistics())
      let box = try! AllocatedBox(Inner(level, pool, logged), allocator: handle)
      #expect(box.value.level == level)
    }
    let live = limited.liveByteCount
    #expect(live == 0)
  }

  @Test func `a handle that begins with a number`() throws { try endChain(Self.segregated) }
  @Test func `a handle with a budget`() throws { try endChain(Self.budgeted) }
  @Test func `a handle with a logger`() throws { try endChain(Self.logged) }
}
