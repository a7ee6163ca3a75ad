#if DEBUG || HARDENED
  import FreeListAllocator
  import Testing

  /// Every test stops a process of its own, and reads what it said.
  @Suite struct CheckedMisuseTests {
    @Test func `a pool destroyed before its blocks is named, with their number and the first one's size`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
        let first = try pool.take(40, alignment: 16)
        let second = try pool.take(8)
        withExtendedLifetime((first, second)) {}
      }
      #expect(said(result).contains("FreeListAllocator was destroyed while 2 of its blocks are live; the first has 40"))
    }

    @Test func `a double free`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
        let block = try pool.take(64)
        pool.give(block)
        pool.give(block)
      }
      #expect(said(result).contains("FreeListAllocator was asked to deallocate 64 bytes"))
      #expect(said(result).contains("not live: it was freed before"))
    }

    @Test func `a foreign block`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
        pool.give(try SystemAllocator().take(64))
      }
      #expect(said(result).contains("foreign: it did not come from this allocator"))
    }

    @Test func `a wrong size`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
        let block = try pool.take(64)
        pool.give(Piece(address: block.address, byteCount: 32))
      }
      #expect(said(result).contains("of the wrong size or alignment: it allocated 64 bytes, aligned to 8"))
    }

    @Test func `resizing a block that was freed`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
        var block = try pool.take(64)
        pool.give(block)
        _ = pool.resize(&block, 32)
      }
      #expect(said(result).contains("FreeListAllocator was asked to resize 64 bytes"))
    }

    @Test func `a typed pool destroyed before a box tells the box's size`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var survivor: PoolBox<Int>?
        do {
          let pool = try Pool(of: Int.self, capacity: 4)
          survivor = try pool.make(1)
        }
        _ = survivor?.value
      }
      #expect(said(result).contains("Pool was destroyed while 1 of its blocks is live; the first has 8 bytes"))
    }
  }
#endif
