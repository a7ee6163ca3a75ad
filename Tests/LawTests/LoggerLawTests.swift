import AllocatorTesting
import Allocators
import Testing

@Suite struct LoggerLawTests {
  @Test func `logging changes nothing`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in
      memory.logging(to: TraceRecorder(name: "laws").and(AllocationStatistics()).and(LeakTracker()))
    }
  }

  @Test(.disabled(if: heapIsSanitized, "the sanitizers' heaps grow nothing in place"))
  func `logging the system changes nothing`() {
    checkAllocator(.growsInPlace, .threadSafe) { SystemAllocator().logging(to: NullLogger()) }
  }

  @Test func `statistics are read from behind a lock`() throws {
    let memory = LockedAllocator(SystemAllocator().logging(to: AllocationStatistics()))
    let block = try unsafe memory.allocate(byteCount: 100, alignment: 8)
    #expect(memory.withBase { $0.logger.liveByteCount } == 100)
    unsafe memory.deallocate(block)
    #expect(memory.withBase { $0.logger.liveByteCount } == 0)
  }
}
