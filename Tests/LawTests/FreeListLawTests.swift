import AllocatorTesting
import Allocators
import Testing

@Suite struct FreeListLawTests {
  @Test func `a fixed pool keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .fixedBlock(64), .bounded(byteCount: 64 * 32), .maximumAlignment(16), .growsInPlace,
      reset: { unsafe $0.unsafelyReset() }
    ) { memory in try FreeListAllocator(blockByteCount: 64, blockCount: 32, parent: memory) }
  }

  @Test func `a padded pool keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .fixedBlock(1024), .bounded(byteCount: 1024 * 16), .maximumAlignment(16), .growsInPlace,
      reset: { unsafe $0.unsafelyReset(keepingCapacity: false) }
    ) { memory in try FreeListAllocator(blockByteCount: 1024, blockCount: 16, parent: memory) }
  }

  @Test(arguments: [GrowthPolicy.constant, .doubling]) func `a growing pool keeps the laws`(_ growth: GrowthPolicy) {
    checkAllocator(
      .ownsBlocks, .fixedBlock(48), .maximumAlignment(8), .growsInPlace,
      reset: { unsafe $0.unsafelyReset(keepingCapacity: false) }
    ) { memory in
      try FreeListAllocator(blockByteCount: 48, blockCount: 4, blockAlignment: 8, growth: growth, parent: memory)
    }
  }

  @Test func `a pool of bytes keeps the laws`() {
    checkAllocator(.ownsBlocks, .fixedBlock(1), .bounded(byteCount: 40), .maximumAlignment(8), .growsInPlace) {
      memory in
      try FreeListAllocator(blockByteCount: 1, blockCount: 40, blockAlignment: 1, parent: memory)
    }
  }

  @Test func `a pool of pages keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .fixedBlock(5000), .bounded(byteCount: 5000 * 9), .maximumAlignment(4096), .growsInPlace
    ) { memory in
      try FreeListAllocator(blockByteCount: 5000, blockCount: 9, blockAlignment: 4096, parent: memory)
    }
  }

  @Test func `a pool in an arena keeps the laws`() {
    checkAllocator(.ownsBlocks, .fixedBlock(32), .maximumAlignment(16), .growsInPlace) { memory in
      try FreeListAllocator(
        blockByteCount: 32, blockCount: 8, growth: .doubling,
        parent: try ScopedAllocator(byteCount: 512, growth: .doubling, parent: memory))
    }
  }
}
