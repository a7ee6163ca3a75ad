import AllocatorTesting
import Allocators
import Testing

@Suite struct ArenaLawTests {
  @Test func aFixedArenaKeepsTheLaws() {
    checkAllocator(
      .owner, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly), reset: { $0.reset() }
    ) { memory in try ScopedAllocator(byteCount: 4096, parent: memory) }
  }

  @Test(arguments: [GrowthPolicy.constant, .doubling]) func aGrowingArenaKeepsTheLaws(_ growth: GrowthPolicy) {
    checkAllocator(
      .owner, .growsInPlace, .reclaims(.lifoOnly), reset: { $0.reset(keepingCapacity: false) }
    ) { memory in try ScopedAllocator(byteCount: 256, growth: growth, parent: memory) }
  }

  @Test func anArenaWithALimitKeepsTheLaws() {
    checkAllocator(
      .owner, .bounded(byteCount: 1000), .growsInPlace, .reclaims(.lifoOnly), reset: { $0.reset() }
    ) { memory in try ScopedAllocator(byteCount: 128, growth: .doubling, byteLimit: 1000, parent: memory) }
  }

  @Test func anEmptyArenaThatGrowsKeepsTheLaws() {
    checkAllocator(.owner, .growsInPlace, .reclaims(.lifoOnly), reset: { $0.reset() }) { memory in
      try ScopedAllocator(byteCount: 0, growth: .constant, parent: memory)
    }
  }

  @Test func anArenaOnTheSystemKeepsTheLaws() {
    checkAllocator(.owner, .bounded(byteCount: 1 << 16), .growsInPlace, .reclaims(.lifoOnly), reset: { $0.reset() }) {
      try ScopedAllocator(byteCount: 1 << 16)
    }
  }
}
