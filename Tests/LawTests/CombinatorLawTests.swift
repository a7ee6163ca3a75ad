import AllocatorTesting
import Allocators
import Testing

/// A pool of 24 blocks of 64 bytes.
private func pool(_ memory: TestMemory) throws(AllocationError) -> FreeListAllocator<TestMemory> {
  try FreeListAllocator(blockByteCount: 64, blockCount: 24, parent: memory)
}

@Suite struct CombinatorLawTests {
  @Test func `the null allocator keeps the laws`() {
    checkAllocator(.ownsBlocks, .bounded(byteCount: 0), .threadSafe) { NullAllocator() }
  }

  @Test func `a pool with a fallback keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in
      try pool(memory).fallback(to: memory)
    }
  }

  @Test func `an arena with a fallback keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly)) { memory in
      try ScopedAllocator(byteCount: 1024, parent: memory).fallback(
        to: try ScopedAllocator(byteCount: 4096, growth: .constant, parent: memory))
    }
  }

  @Test func `a pool that ends in nothing keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .maximumByteCount(64), .bounded(byteCount: 64 * 24), .growsInPlace,
      .maximumAlignment(16, upToByteCount: 64)
    ) { memory in try pool(memory).fallback(to: NullAllocator()) }
  }

  @Test func `a segregator keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .growsInPlace, .shrinksByMoving, .bounded(byteCounts: 64 * 24...Int.max),
      .maximumAlignment(16, upToByteCount: 64)
    ) { memory in try pool(memory).segregated(upTo: 64, otherwise: memory) }
  }

  @Test func `a segregator that never refuses keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving) { memory in
      try pool(memory).fallback(to: memory).segregated(upTo: 64, otherwise: memory)
    }
  }

  @Test func `a segregator of pools keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .growsInPlace, .shrinksByMoving, .maximumByteCount(1024), .maximumAlignment(16)
    ) { memory in
      try FreeListAllocator(blockByteCount: 64, blockCount: 8, growth: .doubling, parent: memory).segregated(
        upTo: 64,
        otherwise: try FreeListAllocator(blockByteCount: 256, blockCount: 8, growth: .doubling, parent: memory)
          .segregated(
            upTo: 256,
            otherwise: try FreeListAllocator(blockByteCount: 1024, blockCount: 8, growth: .constant, parent: memory)))
    }
  }

  @Test func `a limit keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .bounded(byteCount: 5000)) { memory in memory.limited(toByteCount: 5000)
    }
  }

  @Test func `a limit on a pool keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .growsInPlace, .maximumByteCount(64), .bounded(byteCounts: 1000...1000), .maximumAlignment(16)
    ) { memory in try pool(memory).limited(toByteCount: 1000) }
  }

  @Test func `a lock keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .threadSafe) { memory in LockedAllocator(memory) }
  }

  @Test func `a pool behind a lock keeps the laws`() {
    checkAllocator(.ownsBlocks, .fixedBlock(64), .maximumAlignment(16), .growsInPlace, .threadSafe) { memory in
      LockedAllocator(try FreeListAllocator(blockByteCount: 64, blockCount: 8, growth: .doubling, parent: memory))
    }
  }

  @Test(arguments: [1, 16, 64, 4096]) func `a quantum keeps the laws`(_ quantum: Int) {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in memory.quantized(toMultipleOf: quantum) }
  }

  @Test func `a quantum on a pool keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .fixedBlock(64), .bounded(byteCount: 64 * 24), .maximumAlignment(16), .growsInPlace
    ) { memory in try pool(memory).quantized(toMultipleOf: 32) }
  }

  @Test func `buckets keep the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving, .maximumByteCount(1024)) {
      (memory: TestMemory) throws(AllocationError) in
      try BucketizedAllocator(upTo: 1024, step: 32) { _ in memory }
    }
  }

  @Test func `buckets of pools keep the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving, .maximumByteCount(256), .maximumAlignment(16)) {
      (memory: TestMemory) throws(AllocationError) in
      try BucketizedAllocator(upTo: 256, step: 64) { (byteCount) throws(AllocationError) in
        try FreeListAllocator(blockByteCount: byteCount, blockCount: 8, growth: .doubling, parent: memory)
      }
    }
  }

  @Test func `segregation by alignment keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in memory.segregated(upToAlignment: 16, otherwise: memory) }
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in
      try pool(memory).fallback(to: memory).segregated(
        upToAlignment: 16, otherwise: try ScopedAllocator(byteCount: 4096, parent: memory).fallback(to: memory))
    }
    // Parts that own different memory.
    checkAllocator(
      .ownsBlocks, .growsInPlace, .maximumByteCount(64), .bounded(byteCounts: 64 * 24...64 * 32),
      .maximumAlignment(4096)
    ) { memory in
      try pool(memory).segregated(
        upToAlignment: 16,
        otherwise: try FreeListAllocator(blockByteCount: 64, blockCount: 8, blockAlignment: 4096, parent: memory))
    }
  }

  @Test func `a deep composition keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving, .threadSafe, .bounded(byteCount: 100_000)) {
      memory in
      try LockedAllocator(
        pool(memory)
          .fallback(to: memory)
          .segregated(
            upTo: 64,
            otherwise: ScopedAllocator(byteCount: 2048, parent: memory)
              .fallback(to: memory.quantized(toMultipleOf: 64))
          )
          .limited(toByteCount: 100_000))
    }
  }

  @Test func `small sizes take any alignment where large ones do not`() {
    checkAllocator(
      .ownsBlocks, .growsInPlace, .shrinksByMoving, .maximumAlignment(4096), .anyAlignment(upToByteCount: 64)
    ) { memory in
      try pool(memory).fallback(to: memory).segregated(upTo: 64, otherwise: UpToAlignment(4096, base: memory))
    }
  }
}

/// Refuses stricter alignments.
private struct UpToAlignment<Base: BlockOwner>: BlockOwner {
  let alignment: Int
  let base: Base

  init(_ alignment: Int, base: Base) {
    self.alignment = alignment
    self.base = base
  }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    alignment > self.alignment ? nil : unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  func deallocate(_ block: Block) { unsafe base.deallocate(block) }
  func resize(_ block: inout Block, byteCount: Int) -> Bool { unsafe base.resize(&block, byteCount: byteCount) }
  func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    base.goodByteCount(for: byteCount, alignment: alignment)
  }
  func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= self.alignment }
  func owns(_ block: Block) -> Bool { unsafe base.owns(block) }
  func explain() -> Explanation {
    Explanation("UpToAlignment", capabilities: base.explain().capabilities, maximumAlignment: alignment)
  }
}
