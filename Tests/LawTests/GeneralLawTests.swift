import AllocatorTesting
import Allocators
import Testing

@Suite struct GeneralLawTests {
  @Test func `a general allocator in a fixed region keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving, .bounded(byteCounts: 0...(1024 * 4096))) { memory in
      try GeneralAllocator(byteCount: 1024 * 4096, source: CommittedPages(memory))
    }
  }

  @Test func `a general allocator in reserved memory keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving) { try GeneralAllocator(byteCount: 8 << 30) }
  }

  @Test func `the shared general allocator keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving, .threadSafe) { GeneralAllocator.shared }
  }

  @Test func `thread caches over the system's allocator keep the laws`() {
    checkAllocator(.growsInPlace, .shrinksByMoving, .threadSafe) { try ThreadCachedAllocator(SystemAllocator()) }
  }

  @Test func `a pool for all threads keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .fixedBlock(64), .bounded(byteCount: 64 * 32), .maximumAlignment(16), .growsInPlace, .threadSafe
    ) { memory in try SharedFreeListAllocator(blockByteCount: 64, blockCount: 32, parent: memory) }
  }

  @Test func `thread caches over a locked general allocator keep the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving, .threadSafe) {
      try ThreadCachedAllocator(LockedAllocator(try GeneralAllocator(byteCount: 8 << 30)))
    }
  }
}
