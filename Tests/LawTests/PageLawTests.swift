import AllocatorTesting
import Allocators
import Testing

@Suite struct PageLawTests {
  let page = PageAllocator.pageByteCount

  @Test func `pages keep the laws`() {
    checkAllocator(.growsInPlace, .threadSafe) { PageAllocator() }
  }

  @Test func `a reserved region keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: 256 * page...256 * page), .growsInPlace, .reclaims(.lifoOnly),
      reset: { unsafe $0.unsafelyReset() }
    ) { [page] in try ReservedRegion(byteCount: 256 * page, commitByteCount: 4 * page) }
  }

  @Test func `a region of single use keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: 2048 * page...2048 * page), .growsInPlace, .reclaims(.never)
    ) { [page] in try SingleUseRegion(byteCount: 2048 * page) }
  }

  @Test func `guarded pages keep the laws`() {
    checkAllocator(.shrinksByMoving, .growsInPlace, .threadSafe) { GuardedPageAllocator() }
    checkAllocator(.growsInPlace, .threadSafe) { GuardedPageAllocator(touching: .beginning) }
  }

  @Test func `an arena in a reserved region keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly), reset: { unsafe $0.unsafelyReset() }) {
      try ScopedAllocator(byteCount: 4096, growth: .doubling, parent: try ReservedRegion(byteCount: 1 << 28))
    }
  }

  @Test func `a pool of pages keeps the laws`() {
    checkAllocator(.ownsBlocks, .fixedBlock(64), .maximumAlignment(16), .growsInPlace) {
      try FreeListAllocator(blockByteCount: 64, blockCount: 60, growth: .constant, parent: PageAllocator())
    }
  }
}
