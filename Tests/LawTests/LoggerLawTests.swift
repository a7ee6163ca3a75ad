import AllocatorTesting
import Allocators
import Testing

/// The laws on what the other suites leave out: proxies, buckets, and segregation by alignment.
@Suite struct LoggerLawTests {
  @Test func loggingChangesNothing() {
    checkAllocator(.owner, .growsInPlace) { memory in
      memory.logging(to: TraceRecorder(name: "laws").and(Statistics()).and(LeakTracker()))
    }
  }

  @Test(.disabled(if: heapIsSanitized, "the sanitizers' heaps grow nothing in place"))
  func loggingTheSystemChangesNothing() {
    checkAllocator(.growsInPlace, .threadSafe) { SystemAllocator().logging(to: NullLogger()) }
  }

  @Test func bucketsKeepTheLaws() {
    checkAllocator(.owner, .growsInPlace, .shrinksByMoving, .maximumByteCount(1024)) {
      (memory: TestMemory) throws(AllocationError) in
      try BucketizedAllocator(upTo: 1024, step: 32) { _ in memory }
    }
  }

  @Test func segregationByAlignmentKeepsTheLaws() {
    checkAllocator(.owner, .growsInPlace) { memory in memory.segregated(upToAlignment: 16, otherwise: memory) }
  }

  @Test func statisticsAreReadFromBehindALock() throws {
    let memory = LockedAllocator(SystemAllocator().logging(to: Statistics()))
    let block = try unsafe memory.allocate(byteCount: 100, alignment: 8)
    #expect(memory.withBase { $0.logger.liveByteCount } == 100)
    unsafe memory.deallocate(block)
    #expect(memory.withBase { $0.logger.liveByteCount } == 0)
  }
}
