import BitmapAllocator
import Testing

@Suite struct BitmapAllocatorTests {
  @Test(arguments: [1, 63, 64, 65, 1000, 5000])
  func `all cells can be had, one by one, and again after they were freed`(count: Int) throws {
    let cells = try BitmapAllocator(cellByteCount: 24, cellCount: count, alignment: 8)
    for _ in 0..<3 {
      var blocks: [Piece] = []
      while let block = cells.takeIfPossible(24) {
        block.fill(UInt8(truncatingIfNeeded: blocks.count))
        blocks.append(block)
      }
      #expect(blocks.count == count && cells.freeCellCount == 0)
      #expect(Set(blocks.map(\.address)).count == count)
      for (index, block) in blocks.enumerated() { #expect(block.holds(UInt8(truncatingIfNeeded: index))) }
      for index in blocks.indices where index % 2 == 0 { cells.give(blocks[index]) }
      for index in blocks.indices where index % 2 == 1 { cells.give(blocks[index]) }
      #expect(cells.freeCellCount == count)
    }
  }

  @Test func `the last free cell among a million is found, wherever it is`() throws {
    let count = 1_000_000
    let cells = try BitmapAllocator(cellByteCount: 1, cellCount: count, alignment: 1)
    let all = try cells.take(count, alignment: 1)
    cells.give(all)
    var blocks: [Piece] = []
    blocks.reserveCapacity(count)
    for _ in 0..<count { blocks.append(try cells.take(1, alignment: 1)) }
    for index in [0, 1, 63, 64, 4095, 4096, 262_143, 262_144, 999_998, 999_999] {
      cells.give(blocks[index])
      let again = try cells.take(1, alignment: 1)
      #expect(again.address == blocks[index].address)
      #expect(throws: AllocationError.outOfMemory) { _ = try cells.take(1, alignment: 1) }
    }
    cells.give(blocks)
  }

  @Test func `a block takes as many cells as it needs, side by side`() throws {
    let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 100)
    let first = try cells.take(1)
    let second = try cells.take(65)
    let third = try cells.take(64 * 3)
    #expect(cells.freeCellCount == 100 - 1 - 2 - 3)
    cells.give([first, second, third])
    #expect(cells.freeCellCount == 100)
    let all = try cells.take(6400)
    all.fill(1)
    #expect(cells.freeCellCount == 0)
    #expect(throws: AllocationError.outOfMemory) { _ = try cells.take(6401) }
    cells.give(all)
  }

  @Test func `runs are found within a word, across words, and over many words`() throws {
    let cells = try BitmapAllocator(cellByteCount: 8, cellCount: 1000, alignment: 8)
    var blocks: [Piece] = []
    for _ in 0..<1000 { blocks.append(try cells.take(8)) }
    for range in [3..<7, 60..<70, 130..<260, 990..<1000] {
      for index in range { cells.give(blocks[index]) }
      #expect(throws: AllocationError.outOfMemory) { _ = try cells.take(8 * (range.count + 1)) }
      let run = try cells.take(8 * range.count)
      #expect(run.address == blocks[range.lowerBound].address)
      cells.give(run)
      for index in range { blocks[index] = try cells.take(8) }
      blocks[range].sort { $0.address < $1.address }
    }
    cells.give(blocks)
  }

  @Test func `a run is found again after a search for it failed and a cell beside was freed`() throws {
    let cells = try BitmapAllocator(cellByteCount: 8, cellCount: 128, alignment: 8)
    var blocks: [Piece] = []
    for _ in 0..<128 { blocks.append(try cells.take(8)) }
    cells.give(blocks[10])
    #expect(throws: AllocationError.outOfMemory) { _ = try cells.take(16) }
    cells.give(blocks[11])
    let run = try cells.take(16)
    #expect(run.address == blocks[10].address)
    cells.give(run)
    for index in 0..<128 where index != 10 && index != 11 { cells.give(blocks[index]) }
  }

  @Test(arguments: [8, 16, 48, 64, 100, 4096])
  func `blocks are aligned up to the alignment that was asked for, and not beyond`(cellByteCount: Int) throws {
    let cells = try BitmapAllocator(cellByteCount: cellByteCount, cellCount: 2000, alignment: 256)
    for exponent in 0...8 {
      let alignment = 1 << exponent
      var blocks: [Piece] = []
      for byteCount in [1, cellByteCount, 3 * cellByteCount, 100 * cellByteCount] {
        let block = try cells.take(byteCount, alignment: alignment)
        #expect(block.isAligned)
        blocks.append(block)
      }
      cells.give(blocks)
    }
    #expect(throws: AllocationError.unsupportedAlignment) { _ = try cells.take(1, alignment: 512) }
    #expect(cells.supports(byteCount: 1, alignment: 256) && !cells.supports(byteCount: 1, alignment: 512))
  }

  @Test func `a block grows into the free cells behind it, and shrinks to fewer`() throws {
    let cells = try BitmapAllocator(cellByteCount: 16, cellCount: 200)
    var block = try cells.take(64 * 16)
    let behind = try cells.take(50 * 16)
    block.fill(5)
    #expect(!cells.resize(&block, 65 * 16))
    #expect(cells.resize(&block, 10 * 16) && block.holds(5))
    #expect(cells.freeCellCount == 140)
    #expect(cells.resize(&block, 64 * 16 - 15))
    cells.give(behind)
    #expect(cells.resize(&block, 200 * 16) && !cells.resize(&block, 200 * 16 + 1))
    #expect(block.holds(5, upTo: 160) && cells.freeCellCount == 0)
    #expect(cells.resize(&block, 0) && cells.freeCellCount == 199)
    cells.give(block)
  }

  @Test func `a block is found by any address in it, also when its neighbors are in use`() throws {
    let cells = try BitmapAllocator(cellByteCount: 16, cellCount: 400)
    let first = try cells.take(16)
    let large = try cells.take(200 * 16 - 7)
    let last = try cells.take(0)
    for offset in [0, 1, 15, 16, 1600, 200 * 16 - 1] {
      let place = cells.place(of: large.address + UInt(offset))
      #expect(place?.address == large.address && place?.byteCount == 200 * 16)
    }
    #expect(cells.place(of: first.address + 15)?.byteCount == 16)
    #expect(cells.place(of: last.address)?.address == last.address)
    #expect(cells.place(of: last.address + 16) == nil)
    #expect(cells.place(of: first.address - 1) == nil)
    cells.give(containing: large.address + 1000)
    #expect(cells.freeCellCount == 398 && cells.place(of: large.address) == nil)
    cells.give([first, last])
  }

  @Test func `owns its cells, and neither neighbors nor what lies one past the end`() throws {
    let cells = try BitmapAllocator(cellByteCount: 24, cellCount: 3, alignment: 8)
    let blocks = [try cells.take(24), try cells.take(24), try cells.take(24)]
    let foreign = try SystemAllocator().take(24)
    #expect(blocks.allSatisfy { cells.owns($0) } && !cells.owns(foreign))
    #expect(!cells.owns(blocks[0].address - 1) && !cells.owns(blocks[0].address + 72))
    cells.give(blocks)
    SystemAllocator().give(foreign)
  }

  @Test func `a reset makes all cells free`() throws {
    var cells = try BitmapAllocator(cellByteCount: 16, cellCount: 300)
    for _ in 0..<10 { _ = try cells.take(20 * 16) }
    unsafe cells.unsafelyReset()
    #expect(cells.freeCellCount == 300)
    let all = try cells.take(300 * 16)
    cells.give(all)
  }

  @Test func `sizes that memory cannot hold are refused`() throws {
    for (byteCount, count) in [(Int.max, 1), (1, Int.max), (Int.max / 2, 3), (1 << 40, 1 << 40), (64, Int.max / 64)] {
      #expect(throws: AllocationError.outOfMemory) {
        _ = try BitmapAllocator(cellByteCount: byteCount, cellCount: count)
      }
    }
    let cells = try BitmapAllocator(cellByteCount: 16, cellCount: 4)
    #expect(throws: AllocationError.outOfMemory) { _ = try cells.take(.max) }
  }

  @Test func `two bits and a few more are kept for each cell`() throws {
    let cells = try BitmapAllocator(cellByteCount: 16, cellCount: 1_000_000)
    let bits = (cells.heldByteCount - 16_000_000) * 8
    #expect(bits < 2_300_000)
  }

  @Test func `is not Sendable`() {
    #expect(!isSendable(BitmapAllocator<SystemAllocator>.self))
  }

  @Test func `explains itself`() throws {
    let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 100)
    let block = try cells.take(100)
    #expect(
      cells.explain().description == """
        BitmapAllocator(cell: 64 bytes)  [owns, resizes in place, locates blocks, resets, alignment ≤ 16]  \
        free 98, cells 100, held bytes \(cells.heldByteCount)
        └─ parent: SystemAllocator  [resizes in place, thread-safe, any alignment]
        """)
    cells.give(block)
  }
}
