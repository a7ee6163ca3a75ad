import AllocatorCombinators
import FreeListAllocator

let combinatorChecks: [Check] = [
  nothingComesFromNothing,
  aFallbackGivesBlocksBackToWhomTheyCameFrom,
  aSegregatorMovesABlockAcrossItsThreshold,
  aBudgetIsExact,
  aLockPassesEverythingOn,
  theDestructorsOfPartsRun,
  budgetsNest,
  aListDropsEmptyMembers,
  affixesMoveWithTheirBlock,
  aQuarantineReturnsWhatItHeld,
  aSampleTakesItsTurn,
  bucketsHaveGeometricSizes,
  alignmentsHaveAFloor,
  secretsAreWiped,
]

@Sendable private func nothingComesFromNothing(_ e: inout Expectations) {
  unsafe e.expect(NullAllocator().allocateIfPossible(byteCount: 0, alignment: 1) == nil)
}

@Sendable private func aFallbackGivesBlocksBackToWhomTheyCameFrom(_ e: inout Expectations) throws(AllocationError) {
  let memory = try FreeListAllocator(blockByteCount: 64, blockCount: 1).fallback(to: SystemAllocator())
  for _ in 0..<3 {
    let first = try unsafe memory.allocate(byteCount: 64, alignment: 8)
    let second = try unsafe memory.allocate(byteCount: 64, alignment: 8)
    unsafe e.expect(memory.primary.owns(first) && !memory.primary.owns(second))
    unsafe memory.deallocate(first)
    unsafe memory.deallocate(second)
  }
}

@Sendable private func aSegregatorMovesABlockAcrossItsThreshold(_ e: inout Expectations) throws(AllocationError) {
  let memory = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    .segregated(upTo: 64, otherwise: SystemAllocator())
  var block = try unsafe memory.allocate(byteCount: 10, alignment: 8)
  for index in 0..<10 { unsafe block.bytes[index] = UInt8(index) }
  for byteCount in [1000, 20, 64, 65, 10] {
    try unsafe memory.reallocate(&block, byteCount: byteCount)
    unsafe e.expect(block.byteCount == byteCount && block.bytes[9] == 9)
  }
  unsafe memory.deallocate(block)
}

@Sendable private func aBudgetIsExact(_ e: inout Expectations) throws(AllocationError) {
  let memory = SystemAllocator().limited(toByteCount: 100)
  let block = try unsafe memory.allocate(byteCount: 99, alignment: 1)
  unsafe e.expect(memory.allocateIfPossible(byteCount: 2, alignment: 1) == nil && memory.remainingByteCount == 1)
  unsafe memory.deallocate(block)
  e.expect(memory.liveByteCount == 0)
}

@Sendable private func aLockPassesEverythingOn(_ e: inout Expectations) throws(AllocationError) {
  let memory = try FreeListAllocator(blockByteCount: 64, blockCount: 1).locked().shared()
  let box = try memory.makeBox(7)
  unsafe e.expect(box.value == 7 && memory.owns(box.block) && !memory.supports(byteCount: 1, alignment: 4096))
}

/// A handle that allocates from the system, and holds a token.
private struct Holder: Allocator, SelfContainedAllocator, ~Copyable {
  let token: Token
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
}

@Sendable private func theDestructorsOfPartsRun(_ e: inout Expectations) throws(AllocationError) {
  try unsafe withCounter { (counter) throws(AllocationError) in
    do {
      let memory = unsafe Holder(token: Token(count: counter)).limited(toByteCount: 1000)
        .segregated(upTo: 64, otherwise: Holder(token: Token(count: counter)).locked()).shared()
      let box = try memory.makeBox(1)
      unsafe e.expect(box.value == 1 && counter.pointee == 0)
    }
    unsafe e.expect(counter.pointee == 2)
  }
}

@Sendable private func budgetsNest(_ e: inout Expectations) throws(AllocationError) {
  let all = Budget(byteCount: 100)
  let memory = SystemAllocator().budgeted(by: Budget(byteCount: 1000, parent: all))
  let block = try unsafe memory.allocate(byteCount: 90, alignment: 8)
  unsafe e.expect(memory.allocateIfPossible(byteCount: 11, alignment: 8) == nil && all.liveByteCount == 90)
  unsafe memory.deallocate(block)
  e.expect(all.liveByteCount == 0 && memory.budget.liveByteCount == 0)
}

@Sendable private func aListDropsEmptyMembers(_ e: inout Expectations) throws(AllocationError) {
  let memory = AllocatorList { (_) throws(AllocationError) in
    try FreeListAllocator(blockByteCount: 64, blockCount: 1)
  }
  let first = try unsafe memory.allocate(byteCount: 64, alignment: 8)
  let second = try unsafe memory.allocate(byteCount: 64, alignment: 8)
  unsafe e.expect(memory.memberCount == 2 && memory.owns(first) && memory.owns(second))
  unsafe memory.deallocate(first)
  unsafe memory.deallocate(second)
  e.expect(memory.memberCount == 1)
}

@Sendable private func affixesMoveWithTheirBlock(_ e: inout Expectations) throws(AllocationError) {
  let memory = SystemAllocator().affixed(prefix: 1, suffix: 2 as UInt16)
  var block = try unsafe memory.allocate(byteCount: 7, alignment: 32)
  unsafe memory.withPrefix(of: block) { $0 = 5 }
  try unsafe memory.reallocate(&block, byteCount: 1000)
  let (prefix, suffix) = unsafe (memory.withPrefix(of: block) { $0 }, memory.withSuffix(of: block) { $0 })
  e.expect(prefix == 5 && suffix == 2)
  unsafe memory.deallocate(block)
}

@Sendable private func aQuarantineReturnsWhatItHeld(_ e: inout Expectations) throws(AllocationError) {
  let memory = SystemAllocator().limited(toByteCount: 100).quarantined(byteCount: 100, poison: 0xDF)
  for _ in 0..<5 {
    let block = try unsafe memory.allocate(byteCount: 40, alignment: 8)
    unsafe memory.deallocate(block)
  }
  e.expect(memory.heldByteCount > 0)
  memory.flush()
  e.expect(memory.heldByteCount == 0 && memory._base.liveByteCount == 0)
}

@Sendable private func aSampleTakesItsTurn(_ e: inout Expectations) throws(AllocationError) {
  let memory = SystemAllocator().sampled(
    every: 2, into: try FreeListAllocator(blockByteCount: 64, blockCount: 4))
  let first = try unsafe memory.allocate(byteCount: 64, alignment: 8)
  let second = try unsafe memory.allocate(byteCount: 64, alignment: 8)
  unsafe e.expect(!memory._base.primary.owns(first) && memory._base.primary.owns(second))
  unsafe memory.deallocate(first)
  unsafe memory.deallocate(second)
}

@Sendable private func bucketsHaveGeometricSizes(_ e: inout Expectations) throws(AllocationError) {
  let memory = try BucketizedAllocator(.geometric(upTo: 256, stepsPerDoubling: 4)) {
    (byteCount) throws(AllocationError) in try FreeListAllocator(blockByteCount: byteCount, blockCount: 2)
  }
  for byteCount in [0, 1, 16, 17, 129, 256] {
    let block = try unsafe memory.allocate(byteCount: byteCount, alignment: 8)
    unsafe e.expect(memory.owns(block))
    unsafe memory.deallocate(block)
  }
  unsafe e.expect(memory.allocateIfPossible(byteCount: 257, alignment: 8) == nil)
}

@Sendable private func alignmentsHaveAFloor(_ e: inout Expectations) throws(AllocationError) {
  let pool = try FreeListAllocator(blockByteCount: 256, blockCount: 2)
  let memory = pool.overaligned(beyond: 8).aligned(toAtLeast: 64)
  let block = try unsafe memory.allocate(byteCount: 100, alignment: 1)
  unsafe e.expect(UInt(bitPattern: block.address) % 64 == 0)
  unsafe memory.deallocate(block)
}

@Sendable private func secretsAreWiped(_ e: inout Expectations) throws(AllocationError) {
  let memory = try FreeListAllocator(blockByteCount: 64, blockCount: 1).zeroing(.whenDeallocated)
  var block = try unsafe memory.allocate(byteCount: 64, alignment: 8)
  let address = unsafe block.address
  unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 7)
  unsafe e.expect(memory.resize(&block, byteCount: 40))
  unsafe e.expect(address.load(fromByteOffset: 40, as: UInt8.self) == 0 && block.bytes[39] == 7)
  unsafe memory.deallocate(block)
}
