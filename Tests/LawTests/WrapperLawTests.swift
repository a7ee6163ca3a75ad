import AllocatorTesting
import Allocators
import Testing

/// Law 22: what is only a wrapper makes the calls that it gets, each once, and returns the results that it gets.
@Suite struct WrapperLawTests {
  @Test func `a proxy is transparent`() {
    checkTransparentWrapper { memory in memory.logging(to: NullLogger()) }
    checkTransparentWrapper { memory in memory.logging(to: AllocationStatistics().and(LeakTracker())) }
  }

  @Test func `a lock is transparent`() {
    checkTransparentWrapper { memory in LockedAllocator(memory) }
  }

  @Test func `handles are transparent`() {
    checkTransparentWrapper { memory in AnyBlockOwner(memory) }
    checkTransparentWrapper { memory in SharedAllocator(memory) }
  }

  @Test func `what tests put around an allocator is transparent`() {
    checkTransparentWrapper { memory in FailingAllocator(memory, FailurePlan(.never)) }
    checkTransparentWrapper { memory in CheckedAllocator(memory, tracesCalls: false, quarantineCount: 16) }
  }
}

/// Law 22 for wrappers that keep books: no operation passes them by.
@Suite struct BookLawTests {
  @Test func `a limit has every operation in its books`() {
    checkForwardingWrapper(
      .growsInPlace, .bounded(byteCount: 1 << 22),
      books: { (wrapper: borrowing LimitedAllocator<TestMemory>) in
        WrapperBooks(liveByteCount: wrapper.liveByteCount)
      }
    ) { memory in memory.limited(toByteCount: 1 << 22) }
  }

  @Test func `statistics have every operation in their books`() {
    checkForwardingWrapper(
      .growsInPlace,
      books: { (wrapper: borrowing ProxyAllocator<TestMemory, AllocationStatistics>) in
        WrapperBooks(liveBlockCount: wrapper.logger.liveCount, liveByteCount: wrapper.logger.liveByteCount)
      }
    ) { memory in memory.logging(to: AllocationStatistics()) }
  }

  @Test func `a limit on a quantum charges what was asked for`() {
    checkForwardingWrapper(
      .growsInPlace, .bounded(byteCount: 1 << 22),
      books: { (wrapper: borrowing LimitedAllocator<QuantizedAllocator<TestMemory>>) in
        WrapperBooks(liveByteCount: wrapper.liveByteCount)
      }
    ) { memory in memory.quantized(toMultipleOf: 64).limited(toByteCount: 1 << 22) }
  }
}
