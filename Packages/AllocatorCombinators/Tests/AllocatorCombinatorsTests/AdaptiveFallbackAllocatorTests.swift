import AllocatorCombinators
import Testing

@Suite struct AdaptiveFallbackAllocatorTests {
  @Test func `a full primary is asked again when a block returns to it, or for less`() throws {
    let (first, second) = (Probe(capacity: 100), Probe())
    let memory = first.adaptiveFallback(to: second)
    let block = try unsafe memory.allocate(byteCount: 80, alignment: 8)
    for _ in 0..<10 {
      let other = try unsafe memory.allocate(byteCount: 30, alignment: 8)
      unsafe memory.deallocate(other)
    }
    #expect(first.state.requests == 2)
    let small = try unsafe memory.allocate(byteCount: 20, alignment: 8)
    #expect(first.state.requests == 3 && first.liveByteCount == 100)
    unsafe memory.deallocate(block)
    let other = try unsafe memory.allocate(byteCount: 30, alignment: 8)
    #expect(first.liveByteCount == 50)
    unsafe memory.deallocate(other)
    unsafe memory.deallocate(small)
    #expect(first.isClean && second.isClean)
  }

  @Test func `the secondary is asked first while that is wanted`() throws {
    let (first, second) = (Probe(), Probe(capacity: 50))
    let memory = first.adaptiveFallback(to: second)
    memory.asksSecondaryFirst = true
    let cold = try unsafe memory.allocate(byteCount: 40, alignment: 8)
    let spilled = try unsafe memory.allocate(byteCount: 40, alignment: 8)
    #expect(second.liveByteCount == 40 && first.liveByteCount == 40)
    memory.asksSecondaryFirst = false
    let hot = try unsafe memory.allocate(byteCount: 10, alignment: 8)
    #expect(first.liveByteCount == 50)
    unsafe memory.deallocate(cold)
    unsafe memory.deallocate(spilled)
    unsafe memory.deallocate(hot)
    #expect(first.isClean && second.isClean)
  }

  /// An owner that has zeroed blocks for nothing, up to a number of them, and counts those.
  struct Zeros: BlockOwner {
    final class Ledger {
      var zeroedCount = 0
    }
    let ledger = Ledger()
    let limit: Int

    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? { nil }
    func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
      guard ledger.zeroedCount < limit else { return nil }
      ledger.zeroedCount += 1
      return unsafe SystemAllocator().allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    }
    func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
    func owns(_ block: Block) -> Bool { true }
  }

  @Test func `a zeroed block is zeroed by the part that has it`() throws {
    let (first, second) = (Zeros(limit: 1), Zeros(limit: 1))
    let memory = first.adaptiveFallback(to: second)
    let block = try unsafe memory.allocateZeroed(byteCount: 80, alignment: 8)
    let other = try unsafe memory.allocateZeroed(byteCount: 80, alignment: 8)
    #expect(first.ledger.zeroedCount == 1 && second.ledger.zeroedCount == 1)
    #expect(throws: AllocationError.outOfMemory) {
      _ = try unsafe memory.allocateZeroed(byteCount: 80, alignment: 8)
    }
    unsafe memory.deallocate(block)
    unsafe memory.deallocate(other)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func `keeps contents in a random walk`(seed: UInt64) {
    let (first, second) = (Probe(largest: 200, capacity: 1000, quantum: 16), Probe(quantum: 8))
    randomWalk(first.adaptiveFallback(to: second), seed: seed)
    #expect(first.isClean && second.isClean && first.state.frees > 0 && second.state.frees > 0)
  }
}
