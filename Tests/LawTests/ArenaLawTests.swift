import AllocatorTesting
import Allocators
import Testing

@Suite struct ArenaLawTests {
  @Test func `a fixed arena keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly), reset: { unsafe $0.unsafelyReset() }
    ) { memory in try ScopedAllocator(byteCount: 4096, parent: memory) }
  }

  @Test(arguments: [GrowthPolicy.constant, .doubling]) func `a growing arena keeps the laws`(_ growth: GrowthPolicy) {
    checkAllocator(
      .ownsBlocks, .growsInPlace, .reclaims(.lifoOnly), reset: { unsafe $0.unsafelyReset(keepingCapacity: false) }
    ) { memory in try ScopedAllocator(byteCount: 256, growth: growth, parent: memory) }
  }

  @Test func `an arena with a limit keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCount: 1000), .growsInPlace, .reclaims(.lifoOnly), reset: { unsafe $0.unsafelyReset() }
    ) { memory in try ScopedAllocator(byteCount: 128, growth: .doubling, byteLimit: 1000, parent: memory) }
  }

  @Test func `an empty arena that grows keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly), reset: { unsafe $0.unsafelyReset() }) { memory in
      try ScopedAllocator(byteCount: 0, growth: .constant, parent: memory)
    }
  }

  @Test func `an arena on the system keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCount: 1 << 16), .growsInPlace, .reclaims(.lifoOnly),
      reset: { unsafe $0.unsafelyReset() }
    ) {
      try ScopedAllocator(byteCount: 1 << 16)
    }
  }

  @Test func `a scope keeps the laws`() {
    checkAllocator(.ownsBlocks, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly)) { memory in
      try OpenScope(byteCount: 4096, growth: .fixed, parent: memory)
    }
    checkAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly)) { memory in
      try OpenScope(byteCount: 1 << 15, growth: .constant, parent: memory)
    }
  }

  @Test func `a handle on a scope keeps the laws`() {
    checkAllocator(.ownsBlocks, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly)) { memory in
      try OpenScope(borrowing: 4096, growth: .fixed, parent: memory)
    }
  }

  @Test func `a large block takes its own size from the parent`() throws {
    let memory = TestMemory()
    var arena = try ScopedAllocator(byteCount: 64, growth: .doubling, parent: memory)
    let scope = arena.scope()
    for byteCount in [10, 1 << 20, 10] { _ = try unsafe scope.allocate(byteCount: byteCount, alignment: 8) }
    #expect(memory.liveByteCount < (1 << 20) + 2048)
  }

  @Test func `a block grows to the last byte of its arena`() throws {
    let arena = try ScopedAllocator(byteCount: 4096, parent: TestMemory())
    var block = try unsafe arena.allocate(byteCount: 1, alignment: 1)
    unsafe #expect(arena.resize(&block, byteCount: 4096) && !arena.resize(&block, byteCount: 4097))
    unsafe arena.deallocate(block)
  }
}
