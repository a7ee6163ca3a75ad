import AllocatorCore
import Testing

@Suite struct GrowthPolicyTests {
  @Test func `returns the size that follows`() {
    #expect(GrowthPolicy.fixed.successor(of: 4096) == 4096)
    #expect(GrowthPolicy.constant.successor(of: 4096) == 4096)
    #expect(GrowthPolicy.doubling.successor(of: 4096) == 8192)
  }

  @Test func `doubling never wraps`() {
    #expect(GrowthPolicy.doubling.successor(of: .max / 2) == .max - 1)
    #expect(GrowthPolicy.doubling.successor(of: .max / 2 + 1) == .max / 2 + 1)
    #expect(GrowthPolicy.doubling.successor(of: .max) == .max)
  }
}
