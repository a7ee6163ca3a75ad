import FreeListAllocator
import Testing

@Suite struct FreeListAllocatorTests {
  @Test func `fills and refills ten times`() throws {
    let pool = try FreeListAllocator(blockByteCount: 1024, blockCount: 64)
    for _ in 0..<10 {
      var blocks: [Piece] = []
      for index in 0..<64 {
        let block = try pool.take(1024, alignment: 16)
        block.fill(UInt8(index))
        blocks.append(block)
      }
      #expect(throws: AllocationError.outOfMemory) { _ = try pool.take(1024, alignment: 16) }
      #expect(pool.liveBlockCount == 64)
      for (index, block) in blocks.enumerated() {
        #expect(block.holds(UInt8(index)))
        pool.give(block)
      }
      #expect(pool.freeBlockCount == 64)
    }
  }

  @Test func `gives out the block that was freed last`() throws {
    let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    let first = try pool.take(64)
    let second = try pool.take(64)
    pool.give(first)
    pool.give(second)
    let third = try pool.take(64)
    let fourth = try pool.take(64)
    #expect(third == second && fourth == first)
    pool.give(third)
    pool.give(fourth)
  }

  @Test func `refuses what is larger or stricter than a block, and says why`() throws {
    let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 1, blockAlignment: 32)
    #expect(throws: AllocationError.outOfMemory) { _ = try pool.take(65) }
    #expect(throws: AllocationError.outOfMemory) { _ = try pool.take(.max) }
    #expect(throws: AllocationError.unsupportedAlignment) { _ = try pool.take(8, alignment: 64) }
    #expect(pool.supports(byteCount: 1, alignment: 32) && !pool.supports(byteCount: 1, alignment: 64))
    #expect(pool.liveBlockCount == 0)
  }

  @Test func `serves smaller requests, and none of zero bytes aliases another`() throws {
    let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 3)
    let empty = try pool.take(0, alignment: 1)
    let small = try pool.take(3, alignment: 2)
    let whole = try pool.take(64, alignment: 16)
    #expect(empty.byteCount == 0 && small.byteCount == 3 && small.alignment == 2)
    #expect(Set([empty.address, small.address, whole.address]).count == 3)
    pool.give(empty)
    pool.give(small)
    pool.give(whole)
    #expect(pool.goodByteCount(for: 1, alignment: 1) == 64)
    #expect(pool.goodByteCount(for: 64, alignment: 16) == 64)
    #expect(pool.goodByteCount(for: 65, alignment: 16) == 65)
  }

  @Test func `resizes within a block and never beyond`() throws {
    let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 2)
    var block = try pool.take(10)
    let address = block.address
    block.fill(7)
    #expect(pool.resize(&block, 64) && block.byteCount == 64)
    #expect(pool.resize(&block, 10) && block.holds(7))
    #expect(!pool.resize(&block, 65) && block.byteCount == 10)
    #expect(!pool.resize(&block, 1000) && block.byteCount == 10)
    #expect(throws: AllocationError.outOfMemory) { try pool.reallocate(&block, 65) }
    try pool.reallocate(&block, 0)
    #expect(block.address == address && pool.liveBlockCount == 1)
    pool.give(block)
    #expect(pool.liveBlockCount == 0)
  }

  @Test func `zeroes recycled blocks`() throws {
    let pool = try FreeListAllocator(blockByteCount: 48, blockCount: 1)
    for _ in 0..<2 {
      let block = try pool.takeZeroed(48)
      #expect(block.holds(0))
      block.fill(0xFF)
      pool.give(block)
    }
  }

  @Test func `owns its blocks, and neither neighbors nor what lies one past the end`() throws {
    let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 2, growth: .constant)
    var blocks: [Piece] = []
    for _ in 0..<6 { blocks.append(try pool.take(64)) }
    let foreign = try SystemAllocator().take(64)
    #expect(blocks.allSatisfy { pool.owns($0) } && !pool.owns(foreign))
    // The last blocks of a chunk are followed by nothing of the pool's, the first ones preceded by nothing.
    let stride = UInt(pool.blockStride)
    let addresses = Set(blocks.map(\.address))
    for address in addresses {
      #expect(pool.owns(address + 63) == true)
      #expect(pool.owns(address + stride) == addresses.contains(address + stride))
      #expect(pool.owns(address - 1) == addresses.contains(address - stride))
    }
    SystemAllocator().give(foreign)
    pool.give(blocks)
  }

  @Test(arguments: [1, 2, 3, 7, 8, 9, 17, 512, 1000, 1024, 4096])
  func `blocks of any size do not overlap and are aligned`(byteCount: Int) throws {
    for exponent in [0, 1, 3, 4, 6, 12] {
      let alignment = 1 << exponent
      let pool = try FreeListAllocator(blockByteCount: byteCount, blockCount: 9, blockAlignment: alignment)
      var blocks: [Piece] = []
      for index in 0..<9 {
        let block = try pool.take(byteCount, alignment: alignment)
        block.fill(UInt8(index))
        #expect(block.isAligned)
        blocks.append(block)
      }
      for (index, block) in blocks.enumerated() { #expect(block.holds(UInt8(index))) }
      pool.give(blocks)
    }
  }

  @Test func `aligns to two megabytes`() throws {
    let alignment = 2 << 20
    let pool = try FreeListAllocator(blockByteCount: 100, blockCount: 2, blockAlignment: alignment, growth: .constant)
    var blocks: [Piece] = []
    for _ in 0..<4 { blocks.append(try pool.take(100, alignment: alignment)) }
    for block in blocks {
      #expect(block.isAligned && pool.owns(block))
      pool.give(block)
    }
  }

  @Test func `pads strides that would crowd the cache, and no others`() throws {
    func stride(_ byteCount: Int, _ alignment: Int = 16) throws -> Int {
      try FreeListAllocator(blockByteCount: byteCount, blockCount: 1, blockAlignment: alignment).blockStride
    }
    #expect(try stride(1024) == 1088)
    #expect(try stride(512) == 576)
    #expect(try stride(1536) == 1600)
    #expect(try stride(256) == 256)
    #expect(try stride(1000) == 1008)
    #expect(try stride(1, 1) == 8)
    #expect(try stride(512, 128) == 512)
    #expect(try stride(1024, 128) == 1152)
    #expect(try stride(4096, 4096) == 4096)
  }

  @Test func `sizes that memory cannot hold are refused`() {
    for (byteCount, count, alignment) in [
      (Int.max, 1, 16), (Int.max - 7, 1, 1), (1, Int.max, 16), (Int.max / 2, 3, 16), (1 << 62, 1, 1 << 62),
      (8, Int.max / 8, 8), (Int.max / 64 - 1, 64, 8),
    ] {
      #expect(throws: AllocationError.outOfMemory) {
        _ = try FreeListAllocator(blockByteCount: byteCount, blockCount: count, blockAlignment: alignment)
      }
    }
  }

  @Test func `a pool of no blocks refuses everything, or grows`() throws {
    let none = try FreeListAllocator(blockByteCount: 8, blockCount: 0)
    #expect(throws: AllocationError.outOfMemory) { _ = try none.take(1, alignment: 1) }
    let growing = try FreeListAllocator(blockByteCount: 8, blockCount: 0, growth: .doubling)
    let block = try growing.take(8)
    #expect(growing.owns(block) && !none.owns(block))
    growing.give(block)
  }

  @Test func `is not Sendable`() {
    #expect(!isSendable(FreeListAllocator<SystemAllocator>.self))
    #expect(!isSendable(Pool<Int, SystemAllocator>.self))
    #expect(!isSendable(PoolBox<Int>.self))
    #expect(isSendable(SystemAllocator.self))
  }

  @Test func `explains itself`() throws {
    let pool = try FreeListAllocator(blockByteCount: 1024, blockCount: 64)
    let block = try pool.take(1, alignment: 1)
    #expect(
      pool.explain().description == """
        FreeListAllocator(block: 1024 bytes, stride: 1088 bytes, growth: fixed)  \
        [owns, resizes in place, locates blocks, resets, releases unused, alignment ≤ 16]  live 1, free 63, blocks 64, chunks 1, held bytes 69776
        └─ parent: SystemAllocator  [resizes in place, thread-safe, any alignment]
        """)
    pool.give(block)
  }

  @Test(arguments: [GrowthPolicy.fixed, .constant])
  func `finds a block by any address in it, and deallocates it`(growth: GrowthPolicy) throws {
    let pool = try FreeListAllocator(blockByteCount: 1024, blockCount: 4, growth: growth)
    let blocks = try (0..<(growth == .fixed ? 4 : 13)).map { _ in try pool.take(100) }
    for block in blocks {
      for offset in [0, 1, 99, 1023] as [UInt] {
        let address = unsafe UnsafeRawPointer(bitPattern: block.address + offset).unsafelyUnwrapped
        let found = unsafe pool.block(containing: address).map { unsafe Piece($0) }
        #expect(found?.address == block.address && found?.byteCount == 1024 && found?.alignment == 16)
      }
      let padding = unsafe UnsafeRawPointer(bitPattern: block.address + 1024).unsafelyUnwrapped
      let found = unsafe pool.block(containing: padding).map { unsafe Piece($0) }
      #expect(found == nil)
    }
    for block in blocks {
      unsafe pool.deallocate(containing: UnsafeRawPointer(bitPattern: block.address + 99).unsafelyUnwrapped)
    }
    #expect(pool.liveBlockCount == 0)
  }
}
