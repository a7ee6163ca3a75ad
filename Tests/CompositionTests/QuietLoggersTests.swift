#if os(Linux) && canImport(Glibc)
  import Allocators
  import Glibc
  import NoAllocationTesting
  import Testing

  private let sizes = [0, 8, 24, 64, 100, 256, 500]

  /// Blocks of seven sizes and several alignments, empty ones among them, allocated, resized, refused and returned.
  private func work(_ memory: borrowing some Allocator & ~Copyable, _ blocks: UnsafeMutablePointer<Block>) {
    for round in 0..<500 {
      let place = unsafe blocks + round % 100
      if round >= 100 { unsafe memory.deallocate(place.pointee) }
      let (size, alignment) = (sizes[round % 7], 8 << (round % 3))
      let block =
        unsafe round % 5 == 0
        ? memory.allocateZeroedIfPossible(byteCount: size, alignment: alignment)
        : memory.allocateIfPossible(byteCount: size, alignment: alignment)
      guard let block = unsafe block else { abort() }
      unsafe place.initialize(to: block)
      _ = unsafe memory.reallocateIfPossible(&place.pointee, byteCount: sizes[round % 5])
      if unsafe memory.allocateIfPossible(byteCount: 1 << 20, alignment: 16) != nil { abort() }
    }
    for index in 0..<100 { unsafe memory.deallocate(blocks[index]) }
  }

  /// Sanitizers make calls of their own.
  @Suite(.enabled(if: canObserveAllocations)) struct QuietLoggersTests {
    private func expectQuiet(_ logger: some ProxyLogger) throws {
      let memory = try FreeListAllocator(blockByteCount: 512, blockCount: 128, blockAlignment: 32).logging(to: logger)
      let blocks = UnsafeMutablePointer<Block>.allocate(capacity: 100)
      defer { unsafe blocks.deallocate() }
      expectNoAllocation { unsafe work(memory, blocks) }
    }

    @Test func `statistics allocate nothing`() throws {
      let statistics = AllocationStatistics()
      try expectQuiet(statistics)
      #expect(statistics.liveCount == 0 && statistics.allocationFailureCount >= 1000)
    }

    @Test func `a profile allocates nothing`() throws {
      let profile = AllocationProfile()
      try expectQuiet(profile)
      #expect(profile.liveCount == 0 && profile.alignments.count == 3 && profile.sizeClasses.count == 7)
    }

    @Test func `a leak tracker allocates nothing once it knew as many blocks`() throws {
      let leaks = LeakTracker()
      try expectQuiet(leaks)
      #expect(leaks.liveCount == 0 && leaks.unknownCount == 0)
    }

    /// A block without memory.
    private func block(_ number: Int) -> Block {
      unsafe Block(address: UnsafeMutableRawPointer(bitPattern: (number + 1) * 64)!, byteCount: 8, alignment: 8)
    }

    @Test func `a resetting of few blocks gives up the room of many`() throws {
      let leaks = LeakTracker()
      let recorder = try TraceRecorder(name: "resets", streamingTo: "/dev/null")
      func note(_ logger: some ProxyLogger, _ range: Range<Int>) {
        for number in range { unsafe logger.didAllocate(block(number)) }
      }
      func expectRoom(_ isThere: Bool, _ logger: some ProxyLogger) {
        note(logger, 0..<4000)
        for number in 10..<4000 { unsafe logger.willDeallocate(block(number)) }
        if isThere { note(logger, 10..<2000) }
        logger.didReset()
        // Where there is room, nothing allocates; where there is none, a table begins.
        let (count, _) = observeAllocations(warmUpCount: 0) { note(logger, 0..<10) }
        #expect((count == 0) == isThere)
        logger.didReset()
      }
      expectRoom(false, leaks)
      expectRoom(true, leaks)
      expectRoom(false, recorder)
      expectRoom(true, recorder)
    }

    @Test func `a recorder to a file allocates nothing once it knew as many blocks, also where it writes`() throws {
      let recorder = try TraceRecorder(name: "quiet", streamingTo: "/dev/null")
      let memory = try FreeListAllocator(blockByteCount: 512, blockCount: 128, blockAlignment: 32).logging(to: recorder)
      let blocks = UnsafeMutablePointer<Block>.allocate(capacity: 100)
      defer { unsafe blocks.deallocate() }
      // More than the buffer of 64 KiB.
      expectNoAllocation { for _ in 0..<10 { unsafe work(memory, blocks) } }
      #expect(recorder.eventCount > 20_000 && recorder.droppedEventCount == 0)
    }
  }
#endif
