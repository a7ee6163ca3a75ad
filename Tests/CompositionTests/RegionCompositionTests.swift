import Allocators
import Testing

#if !os(WASI)
  /// What grows to gigabytes without being moved. Only the pages that are written take memory.
  @Suite struct RegionCompositionTests {
    @Test func `an array grows in place to four gigabytes`() throws {
      var region = try ReservedRegion(byteCount: 5 << 30)
      do {
        var array = try region.borrowed().makeArray(of: UInt8.self)
        try array.append(7)
        let address = unsafe array.span.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        for exponent in 12...32 {
          try array.reserveCapacity(1 << exponent)
          let now = unsafe array.span.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
          #expect(now == address && array.capacity >= 1 << exponent && array[0] == 7)
        }
        #expect(throws: AllocationError.outOfMemory) { try array.reserveCapacity(6 << 30) }
        #expect(array[0] == 7)
      }
      #expect(region.allocatedByteCount == 0)
    }

    @Test func `an arena of four gigabytes takes the memory that it uses`() throws {
      let arena = try ScopedAllocator(byteCount: 4 << 30, parent: ReservedRegion(byteCount: 5 << 30))
      let first = try unsafe arena.allocate(byteCount: 1 << 20, alignment: 16)
      let last = try unsafe arena.allocate(byteCount: 3 << 30, alignment: 16)
      unsafe last.bytes[3 << 30 - 1] = 1
      unsafe #expect(last.address - first.address == 1 << 20)
      unsafe arena.deallocate(last)
      unsafe arena.deallocate(first)
    }

    @Test func `pages of a region come and go in any order by a bitmap or by buddies`() throws {
      let page = PageAllocator.pageByteCount
      let cells = try BitmapAllocator(
        cellByteCount: page, cellCount: 1000, alignment: page, parent: ReservedRegion(byteCount: 1 << 24))
      let buddies = try BuddyAllocator(
        unitByteCount: page, unitCount: 1024, alignment: 16 * page, parent: ReservedRegion(byteCount: 1 << 24))
      var blocks: [(Block, Block)] = unsafe []
      for count in 1...10 {
        unsafe blocks.append(
          (
            try cells.allocate(byteCount: count * page, alignment: page),
            try buddies.allocate(byteCount: count * page, alignment: page)
          ))
      }
      while let (cell, buddy) = unsafe blocks.popLast() {
        unsafe cells.deallocate(cell)
        unsafe buddies.deallocate(buddy)
      }
      #expect(cells.freeCellCount == 1000 && buddies.freeUnitCount == 1024)
    }
  }
#endif
