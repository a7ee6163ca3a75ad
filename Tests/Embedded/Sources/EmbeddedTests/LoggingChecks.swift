import AllocatorLogging

let loggingChecks: [Check] = [statisticsAddUp]

@Sendable private func statisticsAddUp(_ e: inout Expectations) throws(AllocationError) {
  let memory = SystemAllocator().logging(to: AllocationStatistics())
  var block = try unsafe memory.allocate(byteCount: 100, alignment: 8)
  try unsafe memory.reallocate(&block, byteCount: 300)
  unsafe e.expect(memory.allocateIfPossible(byteCount: Int.max, alignment: 8) == nil)
  e.expect(memory.logger.liveCount == 1 && memory.logger.liveByteCount == 300 && memory.logger.failureCount == 1)
  unsafe memory.deallocate(block)
  e.expect(memory.logger.liveCount == 0 && memory.logger.liveByteCount == 0 && memory.logger.peakByteCount >= 300)
  e.expect(memory.logger.allocatedByteCount == memory.logger.deallocatedByteCount)
}
