import AllocatorTesting
import Testing

@Suite struct SealedAllocatorTests {
  @Test func `an allocator that is not sealed keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in memory.sealed() }
    checkTransparentWrapper { memory in memory.sealed() }
  }

  @Test func `a sealed allocator refuses, counts and reports each request`() throws {
    let memory = TestMemory().sealed()
    var block = try unsafe memory.allocate(byteCount: 100, alignment: 8)
    #expect(memory.requests.count == 0)
    memory.seal()
    unsafe #expect(memory.allocateIfPossible(byteCount: 24, alignment: 8) == nil)
    unsafe #expect(memory.allocateZeroedIfPossible(byteCount: 24, alignment: 8) == nil)
    unsafe #expect(!memory.reallocateIfPossible(&block, byteCount: 200))
    unsafe #expect(memory.reallocateIfPossible(&block, byteCount: 50))
    #expect(unsafe memory.allocateBlocks(count: 2, byteCount: 8, alignment: 8) { _ in } == 0)
    unsafe memory.deallocate(block)
    #expect(memory.requests.count == 6)
    #expect(memory.requests.description.contains("allocate 24 bytes aligned to 8"), "\(memory.requests)")
    #if os(Linux)
      #expect(memory.requests.description.contains("SealedAllocatorTests"), "\(memory.requests)")
    #endif
    memory.unseal()
    unsafe memory.deallocate(try memory.allocate(byteCount: 1, alignment: 1))
    #expect(memory.requests.count == 6 && memory._base.liveBlockCount == 0)
  }
}
