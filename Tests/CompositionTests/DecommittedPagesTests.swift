#if os(Linux) || canImport(Darwin)
  import Allocators
  import Testing

  /// Sources whose decommitted pages cannot be touched: a page that is used again without being committed stops the
  /// program.
  @Suite struct DecommittedPagesTests {
    @Test func `the last pages of a region are committed again before they are used`() throws {
      let heap = try GeneralAllocator(byteCount: 16 << 20, source: PageAllocator())
      for byteCount in [200_000, 4_000_000, 90_000, 1_000_000] {
        let block = try unsafe heap.allocate(byteCount: byteCount, alignment: 16)
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 1)
        unsafe heap.deallocate(block)
        #expect(heap.releaseUnused() > 0)
      }
    }

    @Test func `a run grows into pages that were decommitted`() throws {
      let heap = try GeneralAllocator(byteCount: 16 << 20, source: PageAllocator())
      var first = try unsafe heap.allocate(byteCount: 100_000, alignment: 16)
      let second = try unsafe heap.allocate(byteCount: 1_000_000, alignment: 16)
      unsafe second.bytes.initializeMemory(as: UInt8.self, repeating: 1)
      unsafe heap.deallocate(second)
      #expect(heap.releaseUnused() > 0)
      #expect(unsafe heap.resize(&first, byteCount: 900_000))
      unsafe first.bytes.initializeMemory(as: UInt8.self, repeating: 2)
      unsafe heap.deallocate(first)
    }

    @Test func `blocks of all sizes come and go while pages are decommitted`() throws {
      let heap = try GeneralAllocator(byteCount: 64 << 20, source: PageAllocator())
      var generator = SeededGenerator(state: 7)
      var live = unsafe [Block]()
      for round in 0..<20_000 {
        if unsafe live.count > 200 {
          let index = unsafe Int.random(in: live.indices, using: &generator)
          unsafe live.swapAt(index, live.count - 1)
          unsafe heap.deallocate(live.removeLast())
        }
        let byteCount = 1 << Int.random(in: 3...16, using: &generator)
        let block = try unsafe heap.allocate(byteCount: byteCount + round % 7, alignment: 8)
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: UInt8(truncatingIfNeeded: round))
        unsafe live.append(block)
        if round % 1000 == 999 {
          while let block = unsafe live.popLast() { unsafe heap.deallocate(block) }
          _ = heap.releaseUnused()
        }
      }
      while let block = unsafe live.popLast() { unsafe heap.deallocate(block) }
    }
  }
#endif
