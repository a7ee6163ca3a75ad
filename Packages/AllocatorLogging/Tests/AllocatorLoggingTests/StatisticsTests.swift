import AllocatorLogging
import Testing

@Suite struct StatisticsTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `adds up at every step of a random walk`(seed: UInt64) {
    let base = Probe()
    base.state.failing = [3, 50, 51, 200]
    let statistics = AllocationStatistics()
    randomWalk(base.logging(to: statistics), seed: seed) { shadow in
      #expect(statistics.allocationCount == shadow.allocations, "seed \(seed)")
      #expect(statistics.deallocationCount == shadow.deallocations)
      #expect(statistics.reallocationCount == shadow.reallocations)
      #expect(statistics.allocationFailureCount == shadow.allocationFailures)
      #expect(statistics.reallocationFailureCount == shadow.reallocationFailures)
      #expect(statistics.failureCount == shadow.allocationFailures + shadow.reallocationFailures)
      #expect(statistics.liveCount == shadow.liveCount)
      #expect(statistics.liveByteCount == shadow.liveByteCount)
      #expect(statistics.allocatedByteCount == shadow.allocatedByteCount)
      #expect(statistics.deallocatedByteCount == shadow.deallocatedByteCount)
      #expect(statistics.peakByteCount == shadow.peakByteCount)
    }
    #expect(statistics.liveCount == 0 && statistics.liveByteCount == 0 && statistics.failureCount > 0)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the histogram counts each size under the next power of two`(seed: UInt64) {
    let statistics = AllocationStatistics()
    var sizes: [Int: Int] = [:]
    randomWalk(SystemAllocator().logging(to: statistics), seed: seed) { sizes = $0.sizes }
    var expected: [Int: Int] = [:]
    for (byteCount, count) in sizes {
      var power = byteCount == 0 ? 0 : 1
      while power < byteCount { power *= 2 }
      expected[power, default: 0] += count
    }
    let histogram = statistics.histogram
    #expect(Dictionary(uniqueKeysWithValues: histogram.map { ($0.byteCount, $0.count) }) == expected, "seed \(seed)")
    #expect(histogram.map(\.byteCount) == expected.keys.sorted())
  }

  @Test func `starts at zero, and survives the allocator that it counted for`() throws {
    let statistics = AllocationStatistics()
    #expect(statistics.histogram.isEmpty && statistics.peakByteCount == 0 && statistics.allocationCount == 0)
    do {
      let memory = SystemAllocator().logging(to: statistics)
      let block = try unsafe memory.allocate(byteCount: 1000, alignment: 8)
      unsafe memory.deallocate(block)
    }
    #expect(statistics.peakByteCount == 1000 && statistics.liveByteCount == 0)
  }

  @Test func `one handle counts for several allocators`() throws {
    let statistics = AllocationStatistics()
    let first = try unsafe SystemAllocator().logging(to: statistics).allocate(byteCount: 10, alignment: 1)
    let second = try unsafe Probe().logging(to: statistics).allocate(byteCount: 20, alignment: 1)
    #expect(statistics.liveByteCount == 30 && statistics.liveCount == 2)
    unsafe SystemAllocator().deallocate(first)
    unsafe SystemAllocator().deallocate(second)
  }

  @Test func `prints a report`() throws {
    let statistics = AllocationStatistics()
    let memory = Probe().logging(to: statistics)
    var block = try unsafe memory.allocate(byteCount: 10, alignment: 8)
    try unsafe memory.reallocate(&block, byteCount: 40)
    _ = unsafe memory.allocateIfPossible(byteCount: 1, alignment: 4096)
    let empty = try unsafe memory.allocate(byteCount: 0, alignment: 8)
    unsafe memory.deallocate(block)
    #expect(
      statistics.description == """
        allocations:   2, 1 failed
        reallocations: 1, 0 failed
        deallocations: 1
        bytes:         40 allocated, 40 deallocated
        live:          1 blocks, 0 bytes; at most 40 bytes
        up to 0 bytes: 1
        up to 16 bytes: 1
        """)
    unsafe memory.deallocate(empty)
  }
}
