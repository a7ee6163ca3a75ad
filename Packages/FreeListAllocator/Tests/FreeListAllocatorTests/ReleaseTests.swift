import FreeListAllocator
import Testing

/// Chunks that go back to the parent, and the search among many of them.
@Suite struct ReleaseTests {
  @Test func `returns the chunks without a block in use, and keeps the others`() throws {
    let ledger = Ledger()
    do {
      let pool = try FreeListAllocator(
        blockByteCount: 64, blockCount: 4, growth: .constant, parent: LedgerAllocator(ledger: ledger))
      var blocks: [Piece] = []
      for _ in 0..<40 { blocks.append(try pool.take(64)) }
      #expect(ledger.live.count == 10 && pool.releaseUnused() == 0)
      // One block of each third chunk stays.
      let kept = blocks.enumerated().filter { $0.offset % 12 == 5 }.map(\.element)
      for block in blocks where !kept.contains(block) { pool.give(block) }
      let held = pool.heldByteCount
      let released = pool.releaseUnused()
      #expect(ledger.live.count == 4 && pool.blockCount == 16 && pool.liveBlockCount == 3)
      #expect(released == held - pool.heldByteCount && released == 6 * (4 * 64 + 40))
      for block in kept { #expect(pool.owns(block) == true) }
      #expect(pool.owns(blocks[8]) == false)
      // What is left is used before the parent is asked.
      ledger.log = []
      let again = try (0..<13).map { _ in try pool.take(64) }
      #expect(ledger.log.isEmpty && Set(again.map(\.address)).isDisjoint(with: kept.map(\.address)))
      pool.give(again + kept)
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `returns chunks that were never used since a reset`() throws {
    let ledger = Ledger()
    do {
      var pool = try FreeListAllocator(
        blockByteCount: 64, blockCount: 4, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
      pool.give(try (0..<28).map { _ in try pool.take(64) })
      pool.reset()
      let block = try pool.take(64)
      #expect(pool.releaseUnused() > 0 && ledger.live.count == 1 && pool.blockCount == 4)
      let more = try (0..<20).map { _ in try pool.take(64) }
      #expect(pool.liveBlockCount == 21 && Set((more + [block]).map(\.address)).count == 21)
      pool.give(more + [block])
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `a fixed pool has nothing to return`() throws {
    let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    pool.give(try (0..<4).map { _ in try pool.take(64) })
    #expect(pool.releaseUnused() == 0 && pool.blockCount == 4)
  }

  @Test(arguments: 0..<20) func `random releases lose nothing`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let ledger = Ledger()
    do {
      let pool = try FreeListAllocator(
        blockByteCount: 16, blockCount: Int.random(in: 0...3, using: &generator), growth: .constant,
        parent: LedgerAllocator(ledger: ledger))
      var live: [(piece: Piece, byte: UInt8)] = []
      for _ in 0..<600 {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0:
          let held = pool.heldByteCount
          #expect(held - pool.releaseUnused() == pool.heldByteCount, "seed \(seed)")
        case 1...11:
          let (piece, byte) = (try pool.take(16), UInt8.random(in: 0...255, using: &generator))
          piece.fill(byte)
          live.append((piece, byte))
        default:
          guard let index = live.indices.randomElement(using: &generator) else { continue }
          let (piece, byte) = live.remove(at: index)
          #expect(piece.holds(byte) && pool.owns(piece), "seed \(seed)")
          pool.give(piece)
        }
        #expect(pool.liveBlockCount == live.count, "seed \(seed)")
        #expect(pool.heldByteCount == ledger.live.values.reduce(0) { $0 + $1.byteCount }, "seed \(seed)")
      }
      for (piece, byte) in live {
        #expect(piece.holds(byte), "seed \(seed)")
        pool.give(piece)
      }
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `owns the blocks of every chunk, and nothing beside them`() throws {
    let pool = try FreeListAllocator(blockByteCount: 16, blockCount: 1, growth: .constant)
    let blocks = try (0..<2000).map { _ in try pool.take(16) }
    for block in blocks {
      #expect(pool.owns(block) && pool.owns(block.address + 15) && !pool.owns(block.address + 16))
    }
    pool.give(blocks)
  }
}
