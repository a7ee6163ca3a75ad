import AllocatorTesting
import Allocators
import Testing

@Suite struct TLSFLawTests {
  @Test func `a fixed heap keeps the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: 2000...16_376), .growsInPlace, reset: { unsafe $0.unsafelyReset() }
    ) { memory in
      try TLSFAllocator(byteCount: 16_416, parent: memory)
    }
  }

  @Test(arguments: [GrowthPolicy.constant, .doubling]) func `a growing heap keeps the laws`(_ growth: GrowthPolicy) {
    checkAllocator(.ownsBlocks, .growsInPlace, reset: { unsafe $0.unsafelyReset() }) { memory in
      try TLSFAllocator(byteCount: 1000, growth: growth, parent: memory)
    }
  }

  @Test func `a heap in memory of its user's keeps the laws`() {
    // The kit makes an allocator while another one lives at the most, so that three pieces in turn are enough.
    let pieces = unsafe (0..<3).map { _ in UnsafeMutableRawPointer.allocate(byteCount: 100_000, alignment: 16) }
    defer { unsafe pieces.forEach { unsafe $0.deallocate() } }
    var turn = 0
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: 10_000...100_008), .growsInPlace, reset: { unsafe $0.unsafelyReset() }
    ) {
      turn += 1
      return try unsafe TLSFAllocator(
        in: UnsafeMutableRawBufferPointer(start: pieces[turn % pieces.count], count: 100_000))
    }
  }

  @Test func `a heap of pages keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) {
      try TLSFAllocator(byteCount: 1 << 16, growth: .constant, parent: PageAllocator())
    }
  }
}
