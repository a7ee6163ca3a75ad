import FreeListAllocator
import Testing

@Suite struct GrowthTests {
  /// Allocates until the pool refuses, or has given `limit` blocks.
  func fill<Pool: Allocator & ~Copyable & ~Escapable>(_ pool: borrowing Pool, limit: Int = 1000) -> [Piece] {
    var blocks: [Piece] = []
    while blocks.count < limit, let block = pool.takeIfPossible(8) {
      blocks.append(block)
    }
    return blocks
  }

  @Test func `one allocation of the parent holds everything`() throws {
    let ledger = Ledger()
    do {
      let pool = try FreeListAllocator(
        blockByteCount: 100, blockCount: 50, parent: LedgerAllocator(ledger: ledger))
      let blocks = fill(pool)
      #expect(blocks.count == 50 && ledger.requestCount == 1)
      #expect(pool.heldByteCount == ledger.log[0])
      pool.give(blocks)
      #expect(ledger.live.count == 1)
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test(arguments: [(GrowthPolicy.constant, [4, 4, 4]), (.doubling, [4, 8, 16])])
  func `grows by its policy`(policy: GrowthPolicy, chunks: [Int]) throws {
    let ledger = Ledger()
    do {
      let pool = try FreeListAllocator(
        blockByteCount: 8, blockCount: 4, blockAlignment: 8, growth: policy, parent: LedgerAllocator(ledger: ledger))
      let total = chunks.reduce(0, +)
      let blocks = fill(pool, limit: total)
      #expect(pool.blockCount == total && pool.liveBlockCount == total && ledger.requestCount == 3)
      #expect(Set(blocks.map { $0.address }).count == total)
      #expect(pool.heldByteCount == ledger.live.values.reduce(0) { $0 + $1.byteCount })
      pool.give(blocks)
      #expect(pool.freeBlockCount == total)
      // Freed blocks are used again before the parent is asked.
      let again = fill(pool, limit: total)
      #expect(ledger.requestCount == 3)
      pool.give(again)
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `takes fewer blocks where the parent has no room for all, down to one`() throws {
    let ledger = Ledger()
    let pool = try FreeListAllocator(
      blockByteCount: 64, blockCount: 8, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
    ledger.largestRequest = 64 + 40  // a block, and the record of a chunk
    let blocks = fill(pool, limit: 10)
    #expect(blocks.count == 10 && pool.blockCount == 10)
    ledger.largestRequest = 64
    #expect(pool.takeIfPossible(8) == nil && pool.blockCount == 10)
    pool.give(blocks)
  }

  @Test(arguments: [1, 4, 8, 100, 1000])
  func `follows its policy again as soon as the parent has room`(blocksInAChunk: Int) throws {
    let ledger = Ledger()
    let pool = try FreeListAllocator(
      blockByteCount: 64, blockCount: 1000, growth: .constant, parent: LedgerAllocator(ledger: ledger))
    var blocks = fill(pool, limit: 1000)
    ledger.largestRequest = 64 * blocksInAChunk + 40
    blocks.append(try pool.take(64))
    let shortChunk = pool.blockCount - 1000
    #expect(shortChunk <= blocksInAChunk && 2 * shortChunk > blocksInAChunk)
    blocks += fill(pool, limit: shortChunk - 1)
    ledger.largestRequest = .max
    ledger.log = []
    blocks += fill(pool, limit: 3000)
    #expect(blocks.count == 4000 + shortChunk && ledger.log == [64040, 64040, 64040])
    pool.give(blocks)
  }

  @Test(arguments: [GrowthPolicy.constant, .doubling])
  func `takes few requests for each chunk while the parent is short of room`(growth: GrowthPolicy) throws {
    let ledger = Ledger()
    let pool = try FreeListAllocator(
      blockByteCount: 64, blockCount: 1 << 16, growth: growth, parent: LedgerAllocator(ledger: ledger))
    var blocks = fill(pool, limit: 1 << 16)
    ledger.largestRequest = 64 * 8 + 40
    blocks += fill(pool, limit: 8)
    ledger.log = []
    blocks += fill(pool, limit: 800)
    #expect(ledger.log.count <= 300)  // 100 chunks
    pool.give(blocks)
  }

  @Test func `survives a parent that fails at any request`() throws {
    for refused in 1...12 {
      let ledger = Ledger()
      ledger.refusedRequest = refused
      do {
        let pool = try FreeListAllocator(
          blockByteCount: 8, blockCount: 1, growth: .constant, parent: LedgerAllocator(ledger: ledger))
        var blocks: [Piece] = []
        var failures = 0
        while blocks.count < 12 {
          do {
            blocks.append(try pool.take(8))
          } catch {
            failures += 1
            #expect(pool.liveBlockCount == blocks.count)
          }
        }
        #expect(failures == 1, "refused request \(refused)")
        pool.give(blocks)
      } catch {
        #expect(refused == 1 && error == .outOfMemory)
      }
      #expect(ledger.live.isEmpty && ledger.mismatches == 0)
    }
  }

  @Test func `a reset starts over and keeps the chunks, or returns them`() throws {
    let ledger = Ledger()
    do {
      var pool = try FreeListAllocator(
        blockByteCount: 8, blockCount: 4, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
      let first = fill(pool, limit: 12)
      pool.give(first)
      pool.reset()
      #expect(pool.freeBlockCount == 12 && pool.blockCount == 12 && ledger.live.count == 2)
      let second = fill(pool, limit: 12)
      #expect(first.map { $0.address } == second.map { $0.address })
      pool.give(second)
      pool.reset(keepingCapacity: false)
      #expect(pool.freeBlockCount == 4 && pool.blockCount == 4 && ledger.live.count == 1)
      #expect(pool.owns(second[8]) == false)
      let third = fill(pool, limit: 12)
      #expect(third.count == 12 && ledger.live.count == 2)
      pool.give(third)
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `a fixed pool serves again after a reset`() throws {
    var pool = try FreeListAllocator(blockByteCount: 8, blockCount: 3)
    for _ in 0..<3 {
      let blocks = fill(pool)
      #expect(blocks.count == 3)
      pool.give(blocks)
      pool.reset()
    }
  }

  @Test func `draws from a borrowed parent`() throws {
    let ledger = Ledger()
    do {
      var outer = try FreeListAllocator(
        blockByteCount: 4096, blockCount: 4, parent: LedgerAllocator(ledger: ledger))
      do {
        let parent = outer.borrowed()
        let small = try FreeListAllocator(blockByteCount: 16, blockCount: 20, growth: .constant, parent: parent)
        let large = try FreeListAllocator(blockByteCount: 512, blockCount: 5, growth: .constant, parent: parent)
        let block = try large.take(512)
        let blocks = fill(small)
        // Three of the parent's four blocks, the last one for as many blocks as the growth asks for.
        #expect(blocks.count == 60 && small.blockCount == 60)
        #expect(throws: AllocationError.outOfMemory) { _ = try small.take(8) }
        large.give(block)
        small.give(blocks)
      }
      #expect(outer.liveBlockCount == 0 && ledger.requestCount == 1)
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `owns its parent, to any depth`() throws {
    let ledger = Ledger()
    do {
      let outer = try FreeListAllocator(
        blockByteCount: 1 << 14, blockCount: 2, parent: LedgerAllocator(ledger: ledger))
      let middle = try FreeListAllocator(blockByteCount: 512, blockCount: 8, growth: .doubling, parent: outer)
      let inner = try FreeListAllocator(blockByteCount: 16, blockCount: 8, growth: .constant, parent: middle)
      let blocks = fill(inner)
      #expect(blocks.count == 8 * (8 + 16) && ledger.requestCount == 1)
      inner.give(blocks)
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `an allocation of the parent that is too strictly aligned is refused for its reason`() throws {
    var outer = try FreeListAllocator(blockByteCount: 4096, blockCount: 1, blockAlignment: 64)
    #expect(throws: AllocationError.unsupportedAlignment) {
      _ = try FreeListAllocator(blockByteCount: 8, blockCount: 1, blockAlignment: 128, parent: outer.borrowed())
    }
    #expect(throws: AllocationError.outOfMemory) {
      _ = try FreeListAllocator(blockByteCount: 4096, blockCount: 1, parent: outer.borrowed())
    }
  }
}
