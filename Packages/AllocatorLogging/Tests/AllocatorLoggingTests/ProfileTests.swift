import AllocatorLogging
import Testing

@Suite struct ProfileTests {
  @Test func `sizes, alignments, lifetimes and the moment of the peak are counted by hand`() throws {
    let profile = AllocationProfile()
    let memory = SystemAllocator().logging(to: profile)
    let first = try unsafe memory.allocate(byteCount: 100, alignment: 16)  // 1
    var second = try unsafe memory.allocate(byteCount: 24, alignment: 64)  // 2
    unsafe memory.deallocate(first)  // 3: lived for 2
    let third = try unsafe memory.allocateZeroed(byteCount: 0, alignment: 16)  // 4
    try unsafe memory.reallocate(&second, byteCount: 1000)  // 5, the peak
    unsafe memory.deallocate(third)  // 6: empty, so not sampled
    unsafe memory.deallocate(second)  // 7: lived for 5
    #expect(unsafe memory.allocateIfPossible(byteCount: .max, alignment: 1) == nil)
    #expect(profile.eventCount == 7 && profile.failureCount == 1)
    let peak = profile.peak
    #expect(peak.byteCount == 1000 && peak.blockCount == 2 && peak.event == 5)
    #expect(profile.liveCount == 0 && profile.liveByteCount == 0)
    #expect(profile.alignments.map(\.alignment) == [16, 64] && profile.alignments.map(\.count) == [2, 1])
    let classes = profile.sizeClasses
    #expect(classes.map(\.byteCount) == [0, 32, 128, 1024] && classes.map(\.allocationCount) == [1, 1, 1, 0])
    #expect(classes.allSatisfy { $0.liveCount == 0 && $0.peakLiveCount == 1 })
    #expect(profile.sampledCount + profile.unsampledCount == 3 && profile.unsampledCount >= 1)
    #expect(profile.lifetimes.allSatisfy { [2, 8].contains($0.eventCount) })
    #expect(profile.description.contains("peak:   1000 bytes in 2 blocks, at event 5"))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `agrees with a shadow and with the statistics at every step`(seed: UInt64) {
    let profile = AllocationProfile()
    let statistics = AllocationStatistics()
    randomWalk(Probe().logging(to: profile.and(statistics)), seed: seed) { shadow in
      #expect(profile.liveCount == shadow.liveCount && profile.liveByteCount == shadow.liveByteCount, "seed \(seed)")
      #expect(profile.peak.byteCount == shadow.peakByteCount)
      #expect(profile.eventCount == shadow.allocations + shadow.deallocations + shadow.reallocations)
      #expect(profile.sizeClasses.reduce(0) { $0 + $1.liveCount } == shadow.liveCount)
    }
    #expect(profile.failureCount == statistics.failureCount)
    #expect(profile.sampledCount + profile.unsampledCount == statistics.deallocationCount)
    // The table has room for far more blocks than are live here.
    #expect(profile.sampledCount * 10 > statistics.deallocationCount * 8)
    #expect(profile.alignments.reduce(0) { $0 + $1.count } == statistics.allocationCount)
  }

  @Test func `more blocks than the table has places are counted, and not sampled`() throws {
    let profile = AllocationProfile()
    let memory = SystemAllocator().logging(to: profile)
    var blocks = unsafe [Block]()
    for _ in 0..<20_000 { unsafe blocks.append(try memory.allocate(byteCount: 16, alignment: 16)) }
    while let block = unsafe blocks.popLast() { unsafe memory.deallocate(block) }
    #expect(profile.sampledCount + profile.unsampledCount == 20_000)
    #expect((1...4096).contains(profile.sampledCount))
    #expect(profile.lifetimes.last?.eventCount == 1 << 16)
  }
}
