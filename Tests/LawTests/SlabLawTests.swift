import AllocatorTesting
import Allocators
import Testing

@Suite struct SlabLawTests {
  @Test func `slabs in a fixed region keep the laws`() {
    checkAllocator(
      .ownsBlocks, .growsInPlace, .shrinksByMoving, .maximumByteCount(1024), .maximumAlignment(1024),
      .bounded(byteCounts: 0...(64 * 4096))
    ) { memory in try SlabAllocator(byteCount: 64 * 4096, source: CommittedPages(memory)) }
  }

  @Test func `slabs in a region that grows keep the laws`() {
    checkAllocator(
      .ownsBlocks, .growsInPlace, .shrinksByMoving, .maximumByteCount(1024), .maximumAlignment(1024),
      .bounded(byteCounts: 0...(4096 * 4096))
    ) { try SlabAllocator(byteCount: 4096 * 4096, committing: 4096, source: try ReservedRegion(byteCount: 64 << 20)) }
  }
}
