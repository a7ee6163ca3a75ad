import FreeListAllocator
import Testing

@Suite struct RandomWalkTests {
  /// Allocates, frees, resizes and resets at random, beside a model of what must be live.
  func walk(_ pool: inout FreeListAllocator<LedgerAllocator>, seed: UInt64, steps: Int, mayGrow: Bool) {
    var generator = SeededGenerator(seed: seed)
    var live: [(piece: Piece, pattern: UInt8)] = []
    let size = pool.blockByteCount
    for step in 0..<steps {
      let pattern = UInt8(truncatingIfNeeded: step)
      switch Int.random(in: 0..<100, using: &generator) {
      case 0..<50:
        let byteCount = Int.random(in: 0...(size + size / 4 + 1), using: &generator)
        let alignment = 1 << Int.random(in: 0...6, using: &generator)
        guard let piece = pool.takeIfPossible(byteCount, alignment: alignment) else {
          let fits = byteCount <= size && alignment <= pool.blockAlignment
          #expect(!fits || !mayGrow && live.count == pool.blockCount, "seed \(seed), step \(step)")
          continue
        }
        #expect(piece.byteCount == byteCount && piece.isAligned, "seed \(seed), step \(step)")
        piece.fill(pattern)
        live.append((piece, pattern))
      case 50..<85:
        guard let index = live.indices.randomElement(using: &generator) else { continue }
        let (piece, old) = live.remove(at: index)
        #expect(piece.holds(old), "seed \(seed), step \(step)")
        pool.give(piece)
      case 85..<99:
        guard let index = live.indices.randomElement(using: &generator) else { continue }
        var (piece, old) = live[index]
        let before = piece
        let byteCount = Int.random(in: 0...(size + 8), using: &generator)
        let isResized = pool.resize(&piece, byteCount)
        #expect(isResized == (byteCount <= size) && piece.address == before.address, "seed \(seed), step \(step)")
        #expect(piece.holds(old, upTo: before.byteCount), "seed \(seed), step \(step)")
        piece.fill(pattern)
        live[index] = (piece, pattern)
      case 99 where Bool.random(using: &generator):
        let held = pool.heldByteCount
        let released = pool.releaseUnused()
        #expect(pool.heldByteCount == held - released, "seed \(seed), step \(step)")
      default:
        if Int.random(in: 0..<20, using: &generator) > 0 { continue }
        live.removeAll()
        unsafe pool.unsafelyReset(keepingCapacity: Bool.random(using: &generator))
      }
      let isConsistent = pool.liveBlockCount == live.count
      #expect(isConsistent, "seed \(seed), step \(step)")
      if step % 64 == 0 {
        let isIntact = live.allSatisfy { $0.piece.holds($0.pattern) }
        #expect(isIntact, "seed \(seed), step \(step)")
      }
    }
    for (piece, pattern) in live {
      #expect(piece.holds(pattern), "seed \(seed), at the end")
      pool.give(piece)
    }
    let isEmpty = pool.liveBlockCount == 0
    #expect(isEmpty, "seed \(seed), at the end")
  }

  @Test(arguments: [(1, 1), (24, 8), (64, 16), (1000, 64)], [GrowthPolicy.fixed, .constant, .doubling])
  func `agrees with a model`(shape: (byteCount: Int, alignment: Int), growth: GrowthPolicy) throws {
    let ledger = Ledger()
    do {
      var pool = try FreeListAllocator(
        blockByteCount: shape.byteCount, blockCount: 20, blockAlignment: shape.alignment, growth: growth,
        parent: LedgerAllocator(ledger: ledger))
      walk(&pool, seed: UInt64.random(in: 0 ... .max), steps: 4000, mayGrow: growth != .fixed)
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }
}
