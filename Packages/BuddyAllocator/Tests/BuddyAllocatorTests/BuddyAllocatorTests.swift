import BuddyAllocator
import Testing

@Suite struct BuddyAllocatorTests {
  @Test func `a block is the next power of two, aligned to its size`() throws {
    let buddies = try BuddyAllocator(unitByteCount: 16, unitCount: 1 << 12, alignment: 1 << 16)
    for exponent in 0...16 {
      let block = try buddies.take(1 << exponent)
      #expect(block.address % UInt(1 << exponent) == 0)
      #expect(buddies.freeUnitCount == 4096 - (1 << max(0, exponent - 4)))
      buddies.give(block)
    }
    #expect(buddies.goodByteCount(for: 17, alignment: 1) == 32)
    #expect(buddies.goodByteCount(for: 65_536, alignment: 1) == 65_536)
    #expect(buddies.goodByteCount(for: 65_537, alignment: 1) == 65_537)
  }

  @Test(arguments: [1, 2, 3, 7, 64, 100, 255, 1000])
  func `all units can be had, and join again when they are freed in any order`(count: Int) throws {
    let buddies = try BuddyAllocator(unitByteCount: 16, unitCount: count)
    let largest = buddies.largestFreeByteCount
    for order in 0..<3 {
      var blocks: [Piece] = []
      while let block = buddies.takeIfPossible(16) {
        block.fill(UInt8(truncatingIfNeeded: blocks.count))
        blocks.append(block)
      }
      #expect(blocks.count == count && buddies.freeUnitCount == 0 && buddies.largestFreeByteCount == 0)
      for (index, block) in blocks.enumerated() { #expect(block.holds(UInt8(truncatingIfNeeded: index))) }
      if order == 1 { blocks.reverse() }
      for index in blocks.indices where order < 2 || index % 2 == 0 { buddies.give(blocks[index]) }
      for index in blocks.indices where order == 2 && index % 2 == 1 { buddies.give(blocks[index]) }
      #expect(buddies.largestFreeByteCount == largest && buddies.freeUnitCount == count)
    }
  }

  @Test func `the smallest block that is enough is split, so that large ones stay whole`() throws {
    let buddies = try BuddyAllocator(unitByteCount: 16, unitCount: 64)
    let first = try buddies.take(16)  // leaves 1, 2, 4, 8, 16 and 32 units
    let second = try buddies.take(16)
    #expect(second.address == first.address + 16 && buddies.largestFreeByteCount == 32 * 16)
    let third = try buddies.take(64)
    #expect(third.address == first.address + 64 && buddies.largestFreeByteCount == 32 * 16)
    buddies.give([first, second, third])
    #expect(buddies.largestFreeByteCount == 64 * 16)
  }

  @Test func `a block grows over free buddies behind it, and shrinks to a half`() throws {
    let buddies = try BuddyAllocator(unitByteCount: 16, unitCount: 64)
    var block = try buddies.take(16)
    block.fill(9)
    #expect(buddies.resize(&block, 1000) && block.holds(9, upTo: 16))
    #expect(buddies.freeUnitCount == 0 && !buddies.resize(&block, 1025))
    #expect(buddies.resize(&block, 100) && buddies.freeUnitCount == 56)
    let upper = try buddies.take(128)
    #expect(upper.address == block.address + 128 && !buddies.resize(&block, 129))
    var second = upper
    #expect(!buddies.resize(&second, 256))  // its buddy lies before it
    buddies.give(block)
    buddies.give(second)
    #expect(buddies.largestFreeByteCount == 1024)
  }

  @Test func `a block is found by any address in it`() throws {
    let buddies = try BuddyAllocator(unitByteCount: 16, unitCount: 256)
    let small = try buddies.take(10)
    let large = try buddies.take(1000)
    for offset in [0, 1, 15, 16, 500, 1023] {
      let place = buddies.place(of: large.address + UInt(offset))
      #expect(place?.address == large.address && place?.byteCount == 1024)
    }
    #expect(buddies.place(of: small.address + 15)?.byteCount == 16)
    #expect(buddies.place(of: small.address + 16) == nil && buddies.place(of: large.address + 1024) == nil)
    #expect(buddies.place(of: small.address - 1) == nil)
    buddies.give(containing: large.address + 700)
    #expect(buddies.place(of: large.address) == nil)
    buddies.give(containing: small.address)
    #expect(buddies.freeUnitCount == 256)
  }

  @Test func `alignments are kept up to the one asked for`() throws {
    let buddies = try BuddyAllocator(unitByteCount: 32, unitCount: 512, alignment: 4096)
    for exponent in 0...12 {
      let blocks = [try buddies.take(1, alignment: 1 << exponent), try buddies.take(100, alignment: 1 << exponent)]
      for block in blocks { #expect(block.isAligned) }
      buddies.give(blocks)
    }
    #expect(throws: AllocationError.unsupportedAlignment) { _ = try buddies.take(1, alignment: 8192) }
    #expect(buddies.freeUnitCount == 512)
  }

  @Test func `sizes that memory cannot hold are refused`() throws {
    for (byteCount, count) in [(1 << 62, 1), (16, Int.max), (1 << 40, 1 << 40)] {
      #expect(throws: AllocationError.outOfMemory) {
        _ = try BuddyAllocator(unitByteCount: byteCount, unitCount: count)
      }
    }
    let buddies = try BuddyAllocator(unitByteCount: 16, unitCount: 4)
    for byteCount in [65, .max, .max - 7] {
      #expect(throws: AllocationError.outOfMemory) { _ = try buddies.take(byteCount) }
    }
  }

  @Test func `a reset makes everything free`() throws {
    var buddies = try BuddyAllocator(unitByteCount: 16, unitCount: 100)
    for _ in 0..<20 { _ = try buddies.take(40) }
    unsafe buddies.unsafelyReset()
    #expect(buddies.freeUnitCount == 100 && buddies.largestFreeByteCount == 64 * 16)
  }

  @Test func `one and a half bytes at the most are kept for each unit`() throws {
    let buddies = try BuddyAllocator(unitByteCount: 16, unitCount: 1 << 16)
    #expect(buddies.heldByteCount - 16 << 16 < 3 << 15)
  }

  @Test func `agrees with a model of live blocks, and is whole in the end`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    let buddies = try BuddyAllocator(unitByteCount: 16, unitCount: 777)
    var live: [(piece: Piece, byte: UInt8)] = []
    for step in 0..<8000 {
      let isFilling = step / 1000 % 2 == 0
      switch Int.random(in: 0..<12, using: &generator) {
      case 0..<(isFilling ? 7 : 3):
        let byteCount = Int.random(in: 0...Int.random(in: 1...2000, using: &generator), using: &generator)
        if let piece = buddies.takeIfPossible(byteCount) {
          let byte = UInt8(truncatingIfNeeded: step)
          piece.fill(byte)
          live.append((piece, byte))
        } else {
          #expect(buddies.largestFreeByteCount < max(byteCount, 16), "seed \(seed), step \(step)")
        }
      case 10, 11:
        guard let index = live.indices.randomElement(using: &generator) else { continue }
        let byteCount = Int.random(in: 0...3000, using: &generator)
        let old = live[index].piece.byteCount
        if buddies.resize(&live[index].piece, byteCount) {
          #expect(live[index].piece.holds(live[index].byte, upTo: old), "seed \(seed), step \(step)")
          live[index].piece.fill(live[index].byte)
        }
      default:
        guard let index = live.indices.randomElement(using: &generator) else { continue }
        let (piece, byte) = live.remove(at: index)
        #expect(piece.holds(byte), "seed \(seed), step \(step)")
        buddies.give(piece)
      }
      if step % 100 == 0 {
        var units = 0
        for (piece, _) in live {
          let place = buddies.place(of: piece.address)
          units += (place?.byteCount ?? 0) / 16
        }
        #expect(buddies.freeUnitCount == 777 - units, "seed \(seed), step \(step)")
      }
    }
    for (piece, byte) in live {
      #expect(piece.holds(byte), "seed \(seed), at the end")
      buddies.give(piece)
    }
    #expect(buddies.freeUnitCount == 777 && buddies.largestFreeByteCount == 512 * 16, "seed \(seed)")
  }

  @Test func `is not Sendable`() {
    #expect(!isSendable(BuddyAllocator<SystemAllocator>.self))
  }

  @Test func `explains itself`() throws {
    let buddies = try BuddyAllocator(unitByteCount: 64, unitCount: 64)
    let block = try buddies.take(100)
    #expect(
      buddies.explain().description == """
        BuddyAllocator(unit: 64 bytes)  [owns, resizes in place, locates blocks, resets, alignment ≤ 16]  \
        free 62, units 64, largest free bytes 2048, held bytes \(buddies.heldByteCount)
        └─ parent: SystemAllocator  [resizes in place, thread-safe, any alignment]
        """)
    buddies.give(block)
  }
}
