import Allocators
import Testing

/// 100,000 rounds at a constant number of live blocks: what is held after them is what was held at their beginning.
@Suite struct SteadyStateTests {
  @Test func `a free list that grows holds no more for ever`() throws {
    let budget = Budget(byteCount: 1 << 30)
    let parent = SystemAllocator().budgeted(by: budget)
    let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 16, growth: .constant, parent: parent)
    expectSteady(pool, budget, sizes: 8...64)
  }

  @Test func `a heap that grows by regions holds no more for ever`() throws {
    let budget = Budget(byteCount: 1 << 30)
    let parent = SystemAllocator().budgeted(by: budget)
    let heap = try TLSFAllocator(byteCount: 8192, growth: .constant, parent: parent)
    expectSteady(heap, budget, sizes: 8...700, slack: 2 * 8192)
  }

  @Test func `a list of free lists holds no more for ever`() throws {
    let budget = Budget(byteCount: 1 << 30)
    let list = AllocatorList { _ throws(AllocationError) in
      try FreeListAllocator(blockByteCount: 64, blockCount: 16, parent: SystemAllocator().budgeted(by: budget))
    }
    expectSteady(list, budget, sizes: 8...64)
  }

  @Test func `a list of heaps holds no more for ever`() throws {
    let budget = Budget(byteCount: 1 << 30)
    let list = AllocatorList { _ throws(AllocationError) in
      try TLSFAllocator(byteCount: 8192, parent: SystemAllocator().budgeted(by: budget))
    }
    expectSteady(list, budget, sizes: 8...700, slack: 2 * 8192)
  }

  @Test func `a quarantine holds no more for ever`() throws {
    let budget = Budget(byteCount: 1 << 30)
    let heap = SystemAllocator().budgeted(by: budget).quarantined(byteCount: 20_000, blockCount: 200)
    // Blocks come and go, so what lives and waits is as long as their sizes happen to be.
    expectSteady(heap, budget, sizes: 64...64)
  }

  @Test func `blocks of mixed sizes in bounded memory never run out of room`() throws {
    expectSteady(try BitmapAllocator(cellByteCount: 16, cellCount: 16_384), nil, sizes: 8...112)
    expectSteady(try BuddyAllocator(unitByteCount: 16, unitCount: 16_384), nil, sizes: 8...112)
    expectSteady(try TLSFAllocator(byteCount: 400 * 700), nil, sizes: 8...700)
    expectSteady(try FreeListAllocator(blockByteCount: 64, blockCount: 300), nil, sizes: 8...64)
  }

  #if os(Linux) || canImport(Darwin)
    @Test func `slabs and the general allocator hold no more of their region for ever`() throws {
      // 300 blocks of at most 700 bytes: the region is too small for any that are lost.
      expectSteady(try SlabAllocator(byteCount: 4 << 20, source: PageAllocator()), nil, sizes: 8...700)
      expectSteady(try GeneralAllocator(byteCount: 4 << 20, source: PageAllocator()), nil, sizes: 8...700)
    }
  #endif
}

/// Replaces one of 300 live blocks in each of 100,000 rounds, and resizes some. `slack` is what another chunk takes: sizes
/// vary, so that the most that lives is not the same in both halves.
func expectSteady<A: Allocator & ~Copyable>(
  _ allocator: borrowing A, _ budget: Budget?, sizes: ClosedRange<Int>, slack: Int = 0
) {
  var live = unsafe [Block]()
  var state: UInt64 = 88_172_645_463_325_252
  func random(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }
  var held = [0, 0]
  var refusedCount = 0
  for round in 0..<100_000 {
    if unsafe live.count == 300 {
      let index = random(300)
      unsafe live.swapAt(index, 299)
      unsafe allocator.deallocate(live.removeLast())
    }
    let size = sizes.lowerBound + random(sizes.count)
    if let block = unsafe allocator.allocateIfPossible(byteCount: size, alignment: 8) {
      unsafe live.append(block)
    } else {
      refusedCount += 1
    }
    if round % 16 == 0, let index = unsafe live.indices.last {
      let other = sizes.lowerBound + random(sizes.count)
      _ = unsafe allocator.reallocateIfPossible(&live[index], byteCount: other)
    }
    if let budget {
      let half = round / 50_000
      held[half] = max(held[half], budget.limit - budget.remainingByteCount)
    }
  }
  while let block = unsafe live.popLast() { unsafe allocator.deallocate(block) }
  #expect(refusedCount == 0)
  #expect(held[1] <= held[0] + slack)
}
