import TLSFAllocator
import Testing

@Suite struct RegionSizeTests {
  /// Takes 60 blocks of 100 bytes, as many times as there are rounds, and returns all regions after each.
  func heldByteCounts(rounds: Int, growth: GrowthPolicy, ledger: Ledger) throws -> [Int] {
    let heap = try TLSFAllocator(byteCount: 512, growth: growth, parent: LedgerAllocator(ledger: ledger))
    var held: [Int] = []
    for _ in 0..<rounds {
      var blocks: [Piece] = []
      for _ in 0..<60 { blocks.append(try heap.take(100)) }
      held.append(heap.heldByteCount)
      heap.give(blocks)
      _ = heap.releaseUnused()
    }
    return held
  }

  @Test(arguments: [GrowthPolicy.doubling, .constant])
  func `regions that were returned do not make the next ones larger`(growth: GrowthPolicy) throws {
    let ledger = Ledger()
    let held = try heldByteCounts(rounds: 24, growth: growth, ledger: ledger)
    #expect(held.allSatisfy { $0 == held[0] }, "\(held)")
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test(arguments: [GrowthPolicy.doubling, .constant])
  func `regions that come and go below one that stays do not become larger either`(growth: GrowthPolicy) throws {
    let ledger = Ledger()
    let heap = try TLSFAllocator(byteCount: 512, growth: growth, parent: LedgerAllocator(ledger: ledger))
    let kept = try heap.take(2000)
    for _ in 0..<64 {
      var blocks: [Piece] = []
      while ledger.live.count < 4 { blocks.append(try heap.take(100)) }
      heap.give(blocks)
      _ = heap.releaseUnused()
    }
    #expect(ledger.log.max() ?? 0 < 64 << 10, "\(ledger.log)")
    heap.give(kept)
  }

  @Test func `after a large request, regions of constant size are as large as the first`() throws {
    let ledger = Ledger()
    let heap = try TLSFAllocator(byteCount: 4096, growth: .constant, parent: LedgerAllocator(ledger: ledger))
    let large = try heap.take(1 << 20)
    var blocks: [Piece] = []
    while ledger.live.count < 6 { blocks.append(try heap.take(100)) }
    #expect(ledger.log.suffix(4).allSatisfy { $0 == 4096 }, "\(ledger.log)")
    heap.give(blocks)
    heap.give(large)
  }

  @Test func `after a large request, a doubled region is no larger than what is held`() throws {
    let ledger = Ledger()
    let heap = try TLSFAllocator(byteCount: 64, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
    let large = try heap.take(1 << 20)
    let held = heap.heldByteCount
    let small = try heap.take(100)
    #expect(ledger.log.last ?? .max <= held + 64, "\(ledger.log)")
    heap.give([large, small])
  }

  @Test func `regions double where none is returned`() throws {
    let ledger = Ledger()
    let heap = try TLSFAllocator(byteCount: 1024, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
    var blocks: [Piece] = []
    while ledger.live.count < 6 { blocks.append(try heap.take(100)) }
    #expect(ledger.log.dropFirst() == [2048, 4096, 8192, 16384, 32768])
    heap.give(blocks)
  }
}
