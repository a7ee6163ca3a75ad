import AllocatorTesting
import Allocators
import Testing

@Suite struct BuddyLawTests {
  @Test func `buddies keep the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: 4096...16_384), .maximumAlignment(16), .growsInPlace,
      reset: { unsafe $0.unsafelyReset() }
    ) { memory in try BuddyAllocator(unitByteCount: 16, unitCount: 1024, parent: memory) }
  }

  @Test func `buddies of a number of units that is no power of two keep the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: 64...1000 * 64), .maximumByteCount(512 * 64), .maximumAlignment(1024),
      .growsInPlace, reset: { unsafe $0.unsafelyReset() }
    ) { memory in try BuddyAllocator(unitByteCount: 64, unitCount: 1000, alignment: 1024, parent: memory) }
  }

  @Test func `one unit keeps the laws`() {
    checkAllocator(.ownsBlocks, .bounded(byteCounts: 0...64), .maximumAlignment(16), .growsInPlace) { memory in
      try BuddyAllocator(unitByteCount: 64, unitCount: 1, parent: memory)
    }
  }

  @Test func `pages of a reserved region keep the laws`() {
    let page = PageAllocator.pageByteCount
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: page...256 * page), .maximumAlignment(16 * page), .growsInPlace,
      reset: { unsafe $0.unsafelyReset() }
    ) {
      try BuddyAllocator(
        unitByteCount: page, unitCount: 256, alignment: 16 * page, parent: try ReservedRegion(byteCount: 512 * page))
    }
  }

  @Test func `the memory is whole again when the smallest blocks were freed`() throws {
    let buddies = try BuddyAllocator(unitByteCount: 16, unitCount: 256, parent: TestMemory())
    for isReversed in [false, true] {
      var blocks: [Block] = unsafe []
      while let block = unsafe buddies.allocateIfPossible(byteCount: 16, alignment: 8) { unsafe blocks.append(block) }
      if isReversed { unsafe blocks.reverse() }
      while let block = unsafe blocks.popLast() { unsafe buddies.deallocate(block) }
      let whole = try unsafe buddies.allocate(byteCount: 4096, alignment: 8)
      unsafe buddies.deallocate(whole)
    }
  }
}
