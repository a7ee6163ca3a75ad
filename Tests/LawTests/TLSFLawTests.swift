import AllocatorTesting
import Allocators
import Testing

@Suite struct TLSFLawTests {
  @Test func `a fixed heap keeps the laws`() {
    checkAllocator(.ownsBlocks, .bounded(byteCounts: 2000...16_376), .growsInPlace, reset: { $0.reset() }) { memory in
      try TLSFAllocator(byteCount: 16_416, parent: memory)
    }
  }

  @Test(arguments: [GrowthPolicy.constant, .doubling]) func `a growing heap keeps the laws`(_ growth: GrowthPolicy) {
    checkAllocator(.ownsBlocks, .growsInPlace, reset: { $0.reset() }) { memory in
      try TLSFAllocator(byteCount: 1000, growth: growth, parent: memory)
    }
  }

  @Test func `a heap in memory of its user's keeps the laws`() {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 100_000, alignment: 16)
    defer { unsafe memory.deallocate() }
    // Several at once would be in each other's way; the kit makes one after the other.
    let address = UInt(bitPattern: memory.baseAddress)
    checkAllocator(.ownsBlocks, .bounded(byteCounts: 10_000...100_008), .growsInPlace, reset: { $0.reset() }) {
      try unsafe TLSFAllocator(
        in: UnsafeMutableRawBufferPointer(start: UnsafeMutableRawPointer(bitPattern: address), count: 100_000))
    }
  }

  @Test func `a heap of pages keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) {
      try TLSFAllocator(byteCount: 1 << 16, growth: .constant, parent: PageAllocator())
    }
  }
}
