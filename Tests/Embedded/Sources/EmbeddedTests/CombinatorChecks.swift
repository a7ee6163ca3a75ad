import AllocatorCombinators
import FreeListAllocator

let combinatorChecks: [Check] = [
  nothingComesFromNothing,
  aFallbackGivesBlocksBackToWhomTheyCameFrom,
  aSegregatorMovesABlockAcrossItsThreshold,
  aBudgetIsExact,
  aLockPassesEverythingOn,
  theDestructorsOfPartsRun,
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

/// A handle that gives what the system gives, and holds a token.
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
