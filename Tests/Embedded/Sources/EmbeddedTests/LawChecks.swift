import AllocatorCombinators
import AllocatorTesting
import FreeListAllocator
import ScopedAllocator

/// The conformance kit itself, on an allocator of each kind.
let lawChecks: [Check] = [
  theSystemKeepsTheLaws,
  poolsKeepTheLaws,
  arenasKeepTheLaws,
  compositionsKeepTheLaws,
]

private let options = LawOptions(walkCount: 6, stepCount: 120)

@Sendable private func theSystemKeepsTheLaws(_ expectations: inout Expectations) throws(AllocationError) {
  // Without an operating system its blocks do not grow in place.
  let report = examineAllocator(options: options) { AlignedSystem() }
  expectations.expect(report.passed)
  expectations.expect(report.stepCount > 1000)
}

/// The system's heap as a program without an operating system sees it: shrinking in place, never growing.
private struct AlignedSystem: Allocator {
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe SystemAllocator().resize(&block, byteCount: byteCount)
  }
}

@Sendable private func poolsKeepTheLaws(_ expectations: inout Expectations) throws(AllocationError) {
  let fixed = examineAllocator(
    .owner, .fixedBlock(64), .bounded(byteCount: 64 * 32), .maximumAlignment(16), .growsInPlace, options: options
  ) { (memory: TestMemory) throws(AllocationError) in
    try FreeListAllocator(blockByteCount: 64, blockCount: 32, parent: memory)
  }
  expectations.expect(fixed.passed)
  let growing = examineAllocator(
    .owner, .fixedBlock(24), .maximumAlignment(8), .growsInPlace, options: options, reset: { $0.reset() }
  ) { (memory: TestMemory) throws(AllocationError) in
    try FreeListAllocator(blockByteCount: 24, blockCount: 4, blockAlignment: 8, growth: .doubling, parent: memory)
  }
  expectations.expect(growing.passed)
}

@Sendable private func arenasKeepTheLaws(_ expectations: inout Expectations) throws(AllocationError) {
  let fixed = examineAllocator(
    .owner, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly), options: options, reset: { $0.reset() }
  ) { (memory: TestMemory) throws(AllocationError) in try ScopedAllocator(byteCount: 4096, parent: memory) }
  expectations.expect(fixed.passed)
  let growing = examineAllocator(.owner, .growsInPlace, .reclaims(.lifoOnly), options: options) {
    (memory: TestMemory) throws(AllocationError) in
    try ScopedAllocator(byteCount: 256, growth: .doubling, parent: memory)
  }
  expectations.expect(growing.passed)
}

@Sendable private func compositionsKeepTheLaws(_ expectations: inout Expectations) throws(AllocationError) {
  let report = examineAllocator(
    .owner, .growsInPlace, .shrinksByMoving, .threadSafe, .bounded(byteCount: 100_000), options: options
  ) { (memory: TestMemory) throws(AllocationError) in
    try LockedAllocator(
      FreeListAllocator(blockByteCount: 64, blockCount: 24, parent: memory)
        .fallback(to: memory)
        .segregated(upTo: 64, otherwise: memory.quantized(toMultipleOf: 64))
        .limited(toByteCount: 100_000))
  }
  expectations.expect(report.passed)
}
