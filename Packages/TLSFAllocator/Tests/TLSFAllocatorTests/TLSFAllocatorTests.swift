import TLSFAllocator
import Testing

@Suite struct TLSFAllocatorTests {
  @Test func `blocks of any size lie in one region, a word apart`() throws {
    let heap = try TLSFAllocator(byteCount: 1 << 20)
    let free = heap.freeByteCount
    var blocks: [Piece] = []
    for byteCount in 0..<700 {
      let block = try heap.take(byteCount)
      block.fill(UInt8(truncatingIfNeeded: byteCount))
      blocks.append(block)
    }
    for (index, block) in blocks.enumerated() { #expect(block.holds(UInt8(truncatingIfNeeded: index))) }
    let rounded = (0..<700).reduce(0) { $0 + max(32, ($1 + 8 + 15) & ~15) }
    #expect(heap.freeByteCount == free - rounded && heap.liveBlockCount == 700)
    heap.give(blocks)
    #expect(heap.freeByteCount == free && heap.largestFreeByteCount == free - 8)
  }

  @Test func `free neighbors join, whatever the order`() throws {
    let heap = try TLSFAllocator(byteCount: 10_000)
    let largest = heap.largestFreeByteCount
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      let blocks = [try heap.take(100), try heap.take(200), try heap.take(300)]
      for index in order { heap.give(blocks[index]) }
      #expect(heap.largestFreeByteCount == largest)
    }
  }

  @Test func `a block grows into the free chunk behind it, and what it gives up is free`() throws {
    let heap = try TLSFAllocator(byteCount: 10_000)
    var first = try heap.take(100)
    let second = try heap.take(100)
    let third = try heap.take(100)
    first.fill(5)
    #expect(heap.resize(&first, 104) && !heap.resize(&first, 105))
    heap.give(second)
    #expect(heap.resize(&first, 200) && first.holds(5, upTo: 100))
    #expect(heap.resize(&first, 216) && !heap.resize(&first, 217))
    #expect(heap.resize(&first, 0) && heap.resize(&first, 150))
    heap.give(third)
    #expect(heap.resize(&first, heap.largestFreeByteCount) && first.holds(5, upTo: 0))
    heap.give(first)
    #expect(heap.liveBlockCount == 0)
  }

  @Test func `alignments are kept, and the gap before an aligned block is free`() throws {
    let heap = try TLSFAllocator(byteCount: 1 << 23)
    let free = heap.freeByteCount
    var blocks: [Piece] = []
    for exponent in 0...21 {
      let block = try heap.take(24, alignment: 1 << exponent)
      #expect(block.isAligned)
      blocks.append(block)
      blocks.append(try heap.take(24))
    }
    // A chunk keeps two words that are too few for another one.
    let used = free - heap.freeByteCount
    #expect(used >= 44 * 32 && used <= 44 * 48)
    for block in blocks.reversed() { heap.give(block) }
    #expect(heap.largestFreeByteCount == free - 8)
  }

  @Test func `the last chunk that is just large enough is found though its class holds smaller ones`() throws {
    for byteCount in [600, 1000, 1016, 5000, 9999] {
      let heap = try TLSFAllocator(byteCount: byteCount)
      let block = try heap.take(heap.largestFreeByteCount)
      #expect(heap.freeByteCount == 0)
      block.fill(1)
      heap.give(block)
    }
  }

  @Test func `it works in memory of its user's, and in several pieces of it`() throws {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 60_000, alignment: 1)
    let second = UnsafeMutableRawBufferPointer.allocate(byteCount: 50_001, alignment: 1)
    defer {
      unsafe bytes.deallocate()
      unsafe second.deallocate()
    }
    do {
      let heap = try unsafe TLSFAllocator(in: UnsafeMutableRawBufferPointer(rebasing: bytes[3...]))
      #expect(heap.regionCount == 1 && heap.largestFreeByteCount > 50_000)
      let first = try heap.take(40_000)
      #expect(throws: AllocationError.outOfMemory) { _ = try heap.take(45_000) }
      try unsafe heap.addRegion(UnsafeMutableRawBufferPointer(rebasing: second[1...]))
      let other = try heap.take(45_000)
      first.fill(1)
      other.fill(2)
      #expect(first.holds(1) && heap.owns(first) && heap.owns(other) && heap.regionCount == 2)
      #expect(heap.releaseUnused() == 0)
      heap.give(first)
      heap.give(other)
      #expect(throws: AllocationError.outOfMemory) {
        try unsafe heap.addRegion(UnsafeMutableRawBufferPointer(rebasing: second[0..<40]))
      }
    }
    #expect(throws: AllocationError.outOfMemory) {
      _ = try unsafe TLSFAllocator(in: UnsafeMutableRawBufferPointer(rebasing: bytes[0..<4000]))
    }
  }

  @Test func `it grows by regions of its parent, and returns those that are unused`() throws {
    let ledger = Ledger()
    do {
      let heap = try TLSFAllocator(byteCount: 1000, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
      var blocks: [Piece] = []
      for _ in 0..<100 { blocks.append(try heap.take(100)) }
      #expect(heap.regionCount == 4 && ledger.live.count == 4)
      let large = try heap.take(1 << 20)
      #expect(ledger.log.last ?? 0 < 1 << 20 + 200)
      heap.give(large)
      #expect(heap.releaseUnused() > 1 << 20 && ledger.live.count == 4)
      heap.give(blocks)
      #expect(heap.releaseUnused() > 0 && ledger.live.count == 1 && heap.releaseUnused() == 0)
      let again = try heap.take(5000)
      heap.give(again)
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `a parent with little room is asked for less`() throws {
    let ledger = Ledger()
    ledger.largestRequest = 20_000
    let heap = try TLSFAllocator(byteCount: 10_000, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
    ledger.largestRequest = 3000
    let first = try heap.take(9000)
    let second = try heap.take(2000)
    #expect(throws: AllocationError.outOfMemory) { _ = try heap.take(3000) }
    heap.give([first, second])
  }

  @Test func `unused regions return to the parent before a request is refused`() throws {
    let ledger = Ledger()
    ledger.byteLimit = 100_000
    let heap = try TLSFAllocator(byteCount: 1000, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
    var small: [Piece] = []
    for _ in 0..<100 { small.append(try heap.take(400)) }
    let kept = small.removeFirst()
    heap.give(small)
    // The regions hold more than what is left, and none of them is large enough.
    let large = try heap.take(70_000)
    #expect(heap.owns(large) && heap.owns(kept) && ledger.mismatches == 0)
    // Nothing is unused now: the parent is asked once more, and no region is looked at.
    let regions = heap.regionCount
    #expect(heap.takeIfPossible(70_000) == nil && heap.regionCount == regions)
    heap.give([large, kept])
  }

  @Test func `with growth set to fixed the parent is neither asked nor returned anything`() throws {
    let ledger = Ledger()
    let heap = try TLSFAllocator(byteCount: 100, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
    heap.give(try heap.take(10_000))
    heap.growth = .fixed
    let (requests, live) = (ledger.requestCount, ledger.live.count)
    #expect(live > 1 && heap.takeIfPossible(100_000) == nil && ledger.requestCount == requests)
    #expect(ledger.live.count == live && heap.growth == .fixed)
    heap.growth = .doubling
    heap.give(try heap.take(100_000))
  }

  @Test func `a region that is used again is not returned`() throws {
    let ledger = Ledger()
    let heap = try TLSFAllocator(byteCount: 0, growth: .constant, parent: LedgerAllocator(ledger: ledger))
    var blocks: [Piece] = []
    for _ in 0..<20 { blocks.append(try heap.take(1000)) }
    let regions = heap.regionCount
    for (alignment, byteCount) in [(8, 1000), (8, 10), (64, 100), (256, 200)] {
      heap.give(blocks)
      blocks = []
      for _ in 0..<20 { blocks.append(try heap.take(byteCount, alignment: alignment)) }
      for block in blocks { block.fill(3) }
      _ = heap.releaseUnused()
      #expect(blocks.allSatisfy { $0.holds(3) } && ledger.live.count == heap.regionCount)
    }
    heap.give(blocks)
    #expect(heap.releaseUnused() > 0 && heap.regionCount == 1 && regions > 5 && heap.releaseUnused() == 0)
  }

  @Test func `owns what lies in any of thousands of regions, whatever the order in which they came and went`() throws {
    let ledger = Ledger()
    let heap = try TLSFAllocator(byteCount: 0, growth: .constant, parent: LedgerAllocator(ledger: ledger))
    var blocks: [Piece] = []
    for _ in 0..<3000 { blocks.append(try heap.take(2000)) }
    #expect(heap.regionCount > 2000 && blocks.allSatisfy { heap.owns($0) })
    let gone = blocks.indices.filter { $0 % 3 == 0 }.map { blocks[$0] }
    heap.give(gone)
    #expect(heap.releaseUnused() > 0)
    let left = blocks.indices.filter { $0 % 3 != 0 }.map { blocks[$0] }
    #expect(left.allSatisfy { heap.owns($0) } && !gone.contains { heap.owns($0) })
    heap.give(left)
  }

  @Test func `sizes that memory cannot hold are refused`() throws {
    #expect(throws: AllocationError.outOfMemory) { _ = try TLSFAllocator(byteCount: .max) }
    let heap = try TLSFAllocator(byteCount: 1000, growth: .doubling)
    for byteCount in [Int.max, Int.max - 15, 1 << 62, 1 << 45] {
      #expect(throws: AllocationError.outOfMemory) { _ = try heap.take(byteCount) }
    }
    #expect(throws: AllocationError.outOfMemory) { _ = try heap.take(8, alignment: 1 << 62) }
    #expect(heap.liveBlockCount == 0)
  }

  @Test func `a reset makes everything free in all regions`() throws {
    var heap = try TLSFAllocator(byteCount: 1000, growth: .constant)
    for _ in 0..<50 { _ = try heap.take(90) }
    unsafe heap.unsafelyReset()
    #expect(heap.liveBlockCount == 0 && heap.freeByteCount == heap.heldByteCount - 32 * heap.regionCount)
  }

  @Test func `owns what lies in its regions, and nothing else`() throws {
    let heap = try TLSFAllocator(byteCount: 1000, growth: .constant)
    var blocks: [Piece] = []
    for _ in 0..<30 { blocks.append(try heap.take(90)) }
    let foreign = try SystemAllocator().take(90)
    #expect(blocks.allSatisfy { heap.owns($0) } && !heap.owns(foreign))
    SystemAllocator().give(foreign)
    heap.give(blocks)
  }

  @Test func `agrees with a model of live blocks, and is whole in the end`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    let heap = try TLSFAllocator(byteCount: 200_000)
    let whole = heap.largestFreeByteCount
    var live: [(piece: Piece, byte: UInt8)] = []
    for step in 0..<10_000 {
      let isFilling = step / 1000 % 2 == 0
      switch Int.random(in: 0..<12, using: &generator) {
      case 0..<(isFilling ? 7 : 3):
        let byteCount = Int.random(in: 0...Int.random(in: 1...5000, using: &generator), using: &generator)
        let alignment = 1 << Int.random(in: 0...8, using: &generator)
        guard let piece = heap.takeIfPossible(byteCount, alignment: alignment) else {
          // A thirty-second for the class, and the alignment.
          let enough = byteCount + byteCount / 16 + 2 * alignment + 64
          #expect(heap.largestFreeByteCount < enough, "seed \(seed), step \(step)")
          continue
        }
        #expect(piece.isAligned, "seed \(seed), step \(step)")
        let byte = UInt8(truncatingIfNeeded: step)
        piece.fill(byte)
        live.append((piece, byte))
      case 10, 11:
        guard let index = live.indices.randomElement(using: &generator) else { continue }
        let byteCount = Int.random(in: 0...6000, using: &generator)
        let old = live[index].piece.byteCount
        if heap.resize(&live[index].piece, byteCount) {
          #expect(live[index].piece.holds(live[index].byte, upTo: old), "seed \(seed), step \(step)")
          live[index].piece.fill(live[index].byte)
        }
      default:
        guard let index = live.indices.randomElement(using: &generator) else { continue }
        let (piece, byte) = live.remove(at: index)
        #expect(piece.holds(byte), "seed \(seed), step \(step)")
        heap.give(piece)
      }
      if step % 200 == 0 { #expect(heap.liveBlockCount == live.count, "seed \(seed), step \(step)") }
    }
    for (piece, byte) in live {
      #expect(piece.holds(byte), "seed \(seed), at the end")
      heap.give(piece)
    }
    #expect(heap.largestFreeByteCount == whole, "seed \(seed)")
  }

  @Test func `is not Sendable`() {
    #expect(!isSendable(TLSFAllocator<SystemAllocator>.self))
  }

  @Test func `explains itself`() throws {
    let heap = try TLSFAllocator(byteCount: 1024)
    let block = try heap.take(100)
    #expect(
      heap.explain().description == """
        TLSFAllocator(growth: fixed)  [owns, resizes in place, resets, releases unused, any alignment]  \
        live 1, regions 1, held bytes 1024, free bytes 880, largest free bytes 872
        └─ parent: SystemAllocator  [resizes in place, thread-safe, any alignment]
        """)
    heap.give(block)
  }
}
