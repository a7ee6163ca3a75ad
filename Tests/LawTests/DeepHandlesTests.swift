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

  /// Counts the blocks that live.
  final class Owner: @unchecked Sendable {
    let pool: Pool
    var liveCount = 0
    init(_ pool: Pool) { self.pool = pool }
  }

  /// One word that is counted, and does not keep what it refers to.
  struct UnownedHandle: Allocator {
    unowned let owner: Owner
    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      owner.liveCount += 1
      return unsafe owner.pool.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    func deallocate(_ block: Block) {
      owner.liveCount -= 1
      unsafe owner.pool.deallocate(block)
    }
  }

  @inline(never)
  static func owned(_ level: Int, _ pool: Pool) {
    let owner = Owner(pool)
    do {
      let box = try! AllocatedBox(Inner(level, pool, owned), allocator: UnownedHandle(owner: owner))
      #expect(box.value.level == level)
    }
    #expect(owner.liveCount == 0)
  }

  /// A byte, seven that mean nothing, and a reference.
  struct PaddedHandle: Allocator {
    let tag: UInt8
    let owner: Owner
    /// Writes something else to each block first.
    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      guard let block = unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment) else {
        return nil
      }
      owner.liveCount += 1
      for word in 0..<byteCount / 8 {
        unsafe block.address.storeBytes(of: owner.liveCount &* 0x9E37_79B9, toByteOffset: word * 8, as: Int.self)
      }
      return unsafe block
    }
    func deallocate(_ block: Block) {
      owner.liveCount -= 1
      unsafe SystemAllocator().deallocate(block)
    }
  }

  /// A list; what is behind the next node keeps its end from being the last that is done.
  struct Node<A: Allocator>: ~Copyable {
    var next: AllocatedBox<Node<A>, A>?
    let owner: Owner
  }

  @Test func `lists end whose handles have bytes that mean nothing`() throws {
    let owner = Owner(try FreeListAllocator(blockByteCount: 16, blockCount: 1).shared())
    let handle = PaddedHandle(tag: UInt8(truncatingIfNeeded: CommandLine.arguments.count), owner: owner)
    var list: AllocatedBox<Node<PaddedHandle>, PaddedHandle>?
    for _ in 0..<300_000 { list = try handle.makeBox(Node(next: list.take(), owner: owner)) }
    list = nil
    #expect(owner.liveCount == 0)
  }

  @Test func `lists end whose parts have each a handle of two words`() throws {
    typealias Handle = BudgetedAllocator<Pool>
    let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 1024, growth: .doubling).shared()
    let owner = Owner(pool)
    var list: AllocatedBox<Node<Handle>, Handle>?
    var first: Budget?
    for _ in 0..<300_000 {
      let budget = Budget(byteCount: 1000)
      first = first ?? budget
      list = try pool.budgeted(by: budget).makeBox(Node(next: list.take(), owner: owner))
    }
    list = nil
    #expect(first?.liveByteCount == 0)
  }

  @Test func `a handle that does not keep its allocator`() throws { try endChain(Self.owned) }
  @Test func `a handle that begins with a number`() throws { try endChain(Self.segregated) }
  @Test func `a handle with a budget`() throws { try endChain(Self.budgeted) }
  @Test func `a handle with a logger`() throws { try endChain(Self.logged) }
}
