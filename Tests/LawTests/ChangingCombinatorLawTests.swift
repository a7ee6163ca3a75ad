import AllocatorTesting
import Allocators
import Testing

/// A pool of 24 blocks of 64 bytes.
private func pool(_ memory: TestMemory) throws(AllocationError) -> FreeListAllocator<TestMemory> {
  try FreeListAllocator(blockByteCount: 64, blockCount: 24, parent: memory)
}

@Suite struct ChangingCombinatorLawTests {
  @Test(arguments: [1, 16, 64, 4096]) func `a floor for alignments keeps the laws`(_ floor: Int) {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in memory.aligned(toAtLeast: floor) }
  }

  @Test func `alignments beyond those of a base keep the laws`() {
    checkAllocator(.growsInPlace) { memory in memory.overaligned(beyond: 16) }
    checkAllocator(.growsInPlace) { memory in try pool(memory).fallback(to: memory).overaligned(beyond: 16) }
  }

  @Test(arguments: [ZeroingTime.whenAllocated, .whenDeallocated, [.whenAllocated, .whenDeallocated]])
  func `zeroing keeps the laws`(_ time: ZeroingTime) {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in memory.zeroing(time) }
  }

  @Test func `affixes keep the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in
      memory.affixed(prefix: 1 as UInt64, suffix: 2 as UInt16)
    }
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in
      memory.affixed(prefix: 3 as UInt8, suffix: [4 as Int])
    }
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in memory.affixed(prefix: (), suffix: 5 as UInt32) }
  }

  @Test func `a budget keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .bounded(byteCount: 5000)) { memory in
      memory.budgeted(by: Budget(byteCount: 8000, parent: Budget(byteCount: 5000)))
    }
  }

  @Test func `the books of limits and budgets are exact, whatever is called`() {
    checkForwardingWrapper(
      .ownsBlocks, .growsInPlace, .bounded(byteCount: 5000),
      books: { WrapperBooks(liveByteCount: $0.liveByteCount) },
      make: { memory in memory.limited(toByteCount: 5000) })
    checkForwardingWrapper(
      .ownsBlocks, .growsInPlace, .bounded(byteCount: 5000),
      books: { WrapperBooks(liveByteCount: $0.budget.liveByteCount) },
      make: { memory in memory.budgeted(by: Budget(byteCount: 5000)) })
  }

  @Test func `a sample keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in
      memory.sampled(every: 3, into: try FreeListAllocator(blockByteCount: 100, blockCount: 4, parent: memory))
    }
  }

  @Test(arguments: [nil, 0xDF as UInt8]) func `a quarantine keeps the laws`(_ poison: UInt8?) {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in
      memory.quarantined(byteCount: 1000, blockCount: 8, poison: poison)
    }
  }

  @Test func `an adaptive fallback keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in try pool(memory).adaptiveFallback(to: memory) }
  }

  @Test func `a list of pools keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .maximumByteCount(64), .maximumAlignment(16)) { memory in
      AllocatorList { (_) throws(AllocationError) in try pool(memory) }
    }
  }

  @Test func `buckets of geometric and tabulated sizes keep the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving, .maximumByteCount(1024)) {
      (memory: TestMemory) throws(AllocationError) in
      try BucketizedAllocator(.geometric(upTo: 1024, stepsPerDoubling: 4), parent: memory) { _ in memory }
    }
    checkAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving, .maximumByteCount(256), .maximumAlignment(16)) {
      (memory: TestMemory) throws(AllocationError) in
      try BucketizedAllocator(.table([24, 40, 100, 256]), parent: memory) { (byteCount) throws(AllocationError) in
        try FreeListAllocator(blockByteCount: byteCount, blockCount: 8, growth: .doubling, parent: memory)
      }
    }
  }
}
