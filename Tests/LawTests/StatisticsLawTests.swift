import AllocatorTesting
import Allocators
import Testing

/// Law 23, with a parent that fails now and then: what is counted adds up after every operation.
@Suite struct StatisticsLawTests {
  @Test(arguments: [1, 2, 3] as [UInt64]) func `statistics add up`(_ seed: UInt64) throws {
    let statistics = AllocationStatistics()
    let plan = FailurePlan(.percent(20, seed: seed))
    let memory = FailingAllocator(TestMemory(), plan).logging(to: statistics)
    var random = RandomSource(seed: seed)
    var blocks: [Block] = unsafe []
    var (liveByteCount, peakByteCount, failureCount, resizeCount) = (0, 0, 0, 0)
    for step in 0..<2000 {
      let byteCount = random.number(below: 300)
      switch unsafe blocks.isEmpty ? 0 : random.number(below: 5) {
      case 0, 1:
        let zeroed = random.chance(30)
        let block =
          zeroed
          ? unsafe memory.allocateZeroedIfPossible(byteCount: byteCount, alignment: 8)
          : unsafe memory.allocateIfPossible(byteCount: byteCount, alignment: 8)
        if let block = unsafe block {
          unsafe blocks.append(block)
          liveByteCount += byteCount
        } else {
          failureCount += 1
        }
      case 2:
        let block = unsafe blocks.remove(at: random.number(below: blocks.count))
        unsafe liveByteCount -= block.byteCount
        unsafe memory.deallocate(block)
      case 3:
        let index = unsafe random.number(below: blocks.count)
        let old = unsafe blocks[index].byteCount
        if unsafe memory.resize(&blocks[index], byteCount: byteCount) {
          liveByteCount += byteCount - old
          resizeCount += 1
        } else {
          failureCount += 1
        }
      default:
        let index = unsafe random.number(below: blocks.count)
        let old = unsafe blocks[index].byteCount
        if unsafe memory.reallocateIfPossible(&blocks[index], byteCount: byteCount) {
          liveByteCount += byteCount - old
          resizeCount += 1
        } else {
          failureCount += 1
        }
      }
      peakByteCount = max(peakByteCount, liveByteCount)
      let agrees =
        unsafe statistics.liveByteCount == liveByteCount && statistics.liveCount == blocks.count
        && statistics.peakByteCount == peakByteCount && statistics.failureCount == failureCount
        && statistics.reallocationCount == resizeCount
        && statistics.allocatedByteCount - statistics.deallocatedByteCount == liveByteCount
      try #require(agrees, "seed \(seed), step \(step): \(statistics)")
    }
    #expect(plan.failureCount > 0)
    while let block = unsafe blocks.popLast() { unsafe memory.deallocate(block) }
    #expect(statistics.liveByteCount == 0 && statistics.liveCount == 0)
  }
}
