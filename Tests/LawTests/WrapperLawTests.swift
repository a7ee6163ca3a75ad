import AllocatorTesting
import Allocators
import Testing

/// Law 22: what is only a wrapper makes the calls that it gets, each once, and gives the answers that it gets.
@Suite struct WrapperLawTests {
  @Test func aProxyIsTransparent() {
    checkTransparentWrapper { memory in memory.logging(to: NullLogger()) }
    checkTransparentWrapper { memory in memory.logging(to: AllocationStatistics().and(LeakTracker())) }
  }

  @Test func aLockIsTransparent() {
    checkTransparentWrapper { memory in LockedAllocator(memory) }
  }

  @Test func handlesAreTransparent() {
    checkTransparentWrapper { memory in AnyBlockOwner(memory) }
    checkTransparentWrapper { memory in SharedAllocator(memory) }
  }

  @Test func whatTestsPutAroundAnAllocatorIsTransparent() {
    checkTransparentWrapper { memory in FailingAllocator(memory, FailurePlan(.never)) }
    checkTransparentWrapper { memory in CheckedAllocator(memory, tracesCalls: false, quarantineCount: 16) }
  }
}
