import AllocatorTesting
import Allocators
import Testing

@Suite struct ArenaLawTests {
  @Test func aFixedArenaKeepsTheLaws() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly), reset: { $0.reset() }
    ) { memory in try ScopedAllocator(byteCount: 4096, parent: memory) }
  }

  @Test(arguments: [GrowthPolicy.constant, .doubling]) func aGrowingArenaKeepsTheLaws(_ growth: GrowthPolicy) {
    checkAllocator(
      .ownsBlocks, .growsInPlace, .reclaims(.lifoOnly), reset: { $0.reset(keepingCapacity: false) }
    ) { memory in try ScopedAllocator(byteCount: 256, growth: growth, parent: memory) }
  }

  @Test func anArenaWithALimitKeepsTheLaws() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCount: 1000), .growsInPlace, .reclaims(.lifoOnly), reset: { $0.reset() }
    ) { memory in try ScopedAllocator(byteCount: 128, growth: .doubling, byteLimit: 1000, parent: memory) }
  }

  @Test func anEmptyArenaThatGrowsKeepsTheLaws() {
    checkAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly), reset: { $0.reset() }) { memory in
      try ScopedAllocator(byteCount: 0, growth: .constant, parent: memory)
    }
  }

  @Test func anArenaOnTheSystemKeepsTheLaws() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCount: 1 << 16), .growsInPlace, .reclaims(.lifoOnly), reset: { $0.reset() }
    ) {
      try ScopedAllocator(byteCount: 1 << 16)
    }
  }

  @Test func aScopeKeepsTheLaws() {
    checkAllocator(.ownsBlocks, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly)) { memory in
      try OpenScope(byteCount: 4096, growth: .fixed, parent: memory)
    }
    checkAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly)) { memory in
      try OpenScope(byteCount: 1 << 15, growth: .constant, parent: memory)
    }
  }

  @Test func aHandleOnAScopeKeepsTheLaws() {
    checkAllocator(.ownsBlocks, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly)) { memory in
      try OpenScope(borrowing: 4096, growth: .fixed, parent: memory)
    }
  }

  @Test func aLargeBlockTakesItsOwnSizeFromTheParent() throws {
    let memory = TestMemory()
    var arena = try ScopedAllocator(byteCount: 64, growth: .doubling, parent: memory)
    let scope = arena.scope()
    for byteCount in [10, 1 << 20, 10] { _ = try unsafe scope.allocate(byteCount: byteCount, alignment: 8) }
    #expect(memory.liveByteCount < (1 << 20) + 2048)
  }

  @Test func aBlockGrowsToTheLastByteOfItsArena() throws {
    let arena = try ScopedAllocator(byteCount: 4096, parent: TestMemory())
    var block = try unsafe arena.allocate(byteCount: 1, alignment: 1)
    unsafe #expect(arena.resize(&block, byteCount: 4096) && !arena.resize(&block, byteCount: 4097))
    unsafe arena.deallocate(block)
  }
}
