import AllocatorTesting
import Allocators
import Testing

@Suite struct PackedLawTests {
  @Test(arguments: [1, 2, 4, 8, 16]) func `packed blocks keep the laws`(_ quantum: Int) {
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: 4000...4096), .growsInPlace, .reclaims(.lifoOnly),
      reset: { unsafe $0.unsafelyReset() }
    ) { memory in try PackedAllocator(byteCount: 4096, roundingTo: quantum, parent: memory) }
  }
}
