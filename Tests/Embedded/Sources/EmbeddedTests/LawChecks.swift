import AllocatorCombinators
import AllocatorLogging
import AllocatorTesting
import FreeListAllocator
import ScopedAllocator

/// The conformance kit itself, on an allocator of each kind.
let lawChecks: [Check] = [
  theSystemKeepsTheLaws,
  poolsKeepTheLaws,
  arenasKeepTheLaws,
  compositionsKeepTheLaws,
  handlesKeepTheLaws,
  scopesKeepTheLaws,
  choicesKeepTheLaws,
  wrappersKeepTheLaws,
  wrappersAreTransparent,
]

private let options = LawOptions(walkCount: 6, stepCount: 120, longLifeCount: 4000)
/// For checks of many allocators: an interpreter runs them on wasm32.
private let fewer = LawOptions(walkCount: 2, stepCount: 100, longLifeCount: 1000)

@Sendable private func theSystemKeepsTheLaws(_ expectations: inout Expectations) throws(AllocationError) {
  // Blocks grow in place within what the size was rounded up to.
  let report = examineAllocator(.growsInPlace, options: options) { AlignedSystem() }
  expectations.expect(report.passed)
  expectations.expect(report.stepCount > 1000)
}

/// The system's heap as a program without an operating system sees it: resized in place within the rounded size.
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
    .ownsBlocks, .fixedBlock(64), .bounded(byteCount: 64 * 32), .maximumAlignment(16), .growsInPlace, options: options
  ) { (memory: TestMemory) throws(AllocationError) in
    try FreeListAllocator(blockByteCount: 64, blockCount: 32, parent: memory)
  }
  expectations.expect(fixed.passed)
  let growing = examineAllocator(
    .ownsBlocks, .fixedBlock(24), .maximumAlignment(8), .growsInPlace, options: options,
    reset: { unsafe $0.unsafelyReset() }
  ) { (memory: TestMemory) throws(AllocationError) in
    try FreeListAllocator(blockByteCount: 24, blockCount: 4, blockAlignment: 8, growth: .doubling, parent: memory)
  }
  expectations.expect(growing.passed)
}

@Sendable private func arenasKeepTheLaws(_ expectations: inout Expectations) throws(AllocationError) {
  let fixed = examineAllocator(
    .ownsBlocks, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly), options: options,
    reset: { unsafe $0.unsafelyReset() }
  ) { (memory: TestMemory) throws(AllocationError) in try ScopedAllocator(byteCount: 4096, parent: memory) }
  expectations.expect(fixed.passed)
  let growing = examineAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly), options: options) {
    (memory: TestMemory) throws(AllocationError) in
    try ScopedAllocator(byteCount: 256, growth: .doubling, parent: memory)
  }
  expectations.expect(growing.passed)
}

@Sendable private func compositionsKeepTheLaws(_ expectations: inout Expectations) throws(AllocationError) {
  let report = examineAllocator(
    .ownsBlocks, .growsInPlace, .shrinksByMoving, .threadSafe, .bounded(byteCount: 100_000), options: options
  ) { (memory: TestMemory) throws(AllocationError) in
    try LockedAllocator(
      FreeListAllocator(blockByteCount: 64, blockCount: 24, parent: memory)
        .fallback(to: memory)
        .segregated(upTo: 64, otherwise: memory.quantized(toMultipleOf: 64))
        .limited(toByteCount: 100_000))
  }
  expectations.expect(report.passed)
}

private func pool(
  _ memory: TestMemory, growth: GrowthPolicy = .fixed
) throws(AllocationError) -> FreeListAllocator<TestMemory> {
  try FreeListAllocator(blockByteCount: 64, blockCount: 24, growth: growth, parent: memory)
}

@Sendable private func handlesKeepTheLaws(_ e: inout Expectations) throws(AllocationError) {
  e.expect(examineAllocator(.ownsBlocks, .growsInPlace, options: fewer) { memory in memory }.passed)
  e.expect(examineAllocator(.growsInPlace, options: fewer) { memory in AnyAllocator(memory) }.passed)
  e.expect(
    examineAllocator(.ownsBlocks, .fixedBlock(64), .maximumAlignment(16), .growsInPlace, options: fewer) {
      (memory: TestMemory) throws(AllocationError) in AnyBlockOwner(try pool(memory, growth: .doubling))
    }.passed)
  e.expect(
    examineAllocator(.ownsBlocks, .fixedBlock(64), .maximumAlignment(16), .growsInPlace, options: fewer) {
      (memory: TestMemory) throws(AllocationError) in SharedAllocator(try pool(memory, growth: .doubling))
    }.passed)
  e.expect(
    examineAllocator(.ownsBlocks, .fixedBlock(64), .maximumAlignment(16), .growsInPlace, options: fewer) {
      (memory: TestMemory) throws(AllocationError) in ThroughBorrow(try pool(memory, growth: .doubling))
    }.passed)
}

@Sendable private func scopesKeepTheLaws(_ e: inout Expectations) throws(AllocationError) {
  e.expect(
    examineAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly), options: fewer) {
      (memory: TestMemory) throws(AllocationError) in
      try OpenScope(byteCount: 1 << 15, growth: .constant, parent: memory)
    }.passed)
  e.expect(
    examineAllocator(.ownsBlocks, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly), options: fewer) {
      (memory: TestMemory) throws(AllocationError) in
      try OpenScope(borrowing: 4096, growth: .fixed, parent: memory)
    }.passed)
}

@Sendable private func choicesKeepTheLaws(_ e: inout Expectations) throws(AllocationError) {
  e.expect(examineAllocator(.ownsBlocks, .bounded(byteCount: 0), options: fewer) { NullAllocator() }.passed)
  e.expect(
    examineAllocator(.ownsBlocks, .growsInPlace, options: fewer) { (memory: TestMemory) throws(AllocationError) in
      try pool(memory).fallback(to: memory)
    }.passed)
  e.expect(
    examineAllocator(.ownsBlocks, .growsInPlace, .shrinksByMoving, options: fewer) {
      (memory: TestMemory) throws(AllocationError) in
      try pool(memory).fallback(to: memory).segregated(upTo: 64, otherwise: memory)
    }.passed)
  e.expect(
    examineAllocator(.ownsBlocks, .growsInPlace, options: fewer) { (memory: TestMemory) throws(AllocationError) in
      try pool(memory).fallback(to: memory).segregated(upToAlignment: 16, otherwise: memory)
    }.passed)
  e.expect(
    examineAllocator(
      .ownsBlocks, .growsInPlace, .shrinksByMoving, .maximumByteCount(256), .maximumAlignment(16), options: fewer
    ) { (memory: TestMemory) throws(AllocationError) in
      try BucketizedAllocator(upTo: 256, step: 64) { (byteCount) throws(AllocationError) in
        try FreeListAllocator(blockByteCount: byteCount, blockCount: 8, growth: .doubling, parent: memory)
      }
    }.passed)
}

@Sendable private func wrappersKeepTheLaws(_ e: inout Expectations) throws(AllocationError) {
  e.expect(
    examineAllocator(.ownsBlocks, .growsInPlace, .bounded(byteCount: 5000), options: fewer) { memory in
      memory.limited(toByteCount: 5000)
    }.passed)
  e.expect(
    examineAllocator(.ownsBlocks, .growsInPlace, options: fewer) { memory in memory.quantized(toMultipleOf: 64) }.passed
  )
  e.expect(
    examineAllocator(.ownsBlocks, .growsInPlace, .threadSafe, options: fewer) { memory in LockedAllocator(memory) }
      .passed)
  e.expect(
    examineAllocator(.ownsBlocks, .growsInPlace, options: fewer) { memory in memory.logging(to: AllocationStatistics())
    }.passed)
  e.expect(
    examineAllocator(.ownsBlocks, .growsInPlace, options: fewer) { memory in
      FailingAllocator(memory, FailurePlan(.never))
    }.passed)
}

@Sendable private func wrappersAreTransparent(_ e: inout Expectations) throws(AllocationError) {
  e.expect(examineTransparentWrapper { memory in memory.logging(to: AllocationStatistics()) }.passed)
  e.expect(examineTransparentWrapper { memory in LockedAllocator(memory) }.passed)
  e.expect(examineTransparentWrapper { memory in AnyBlockOwner(memory) }.passed)
  e.expect(examineTransparentWrapper { memory in SharedAllocator(memory) }.passed)
  e.expect(examineTransparentWrapper { memory in memory.sealed() }.passed)
  e.expect(
    examineForwardingWrapper(
      .growsInPlace, .bounded(byteCount: 1 << 22), options: fewer,
      books: { (wrapper: borrowing LimitedAllocator<TestMemory>) in
        WrapperBooks(liveByteCount: wrapper.liveByteCount)
      }
    ) { memory in memory.limited(toByteCount: 1 << 22) }.passed)
  e.expect(
    examineScopes(
      options: LawOptions(walkCount: 1),
      opening: { (arena: inout ScopedAllocator<TestMemory>, body) throws(ScopeExit) in try arena.withScope(body) },
      nesting: { (scope: inout Scope, body) throws(ScopeExit) in try scope.withScope(body) },
      allocatedByteCount: { $0.allocatedByteCount }
    ) { (memory: TestMemory) throws(AllocationError) in
      try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: memory)
    }.passed)
}
