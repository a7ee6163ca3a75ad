import Allocators
import Testing

/// Freed blocks that wait in caches are memory for other sizes before a request is refused.
@Suite struct CachedMemoryTests {
  /// Whether a block fits again after small blocks of all classes came and went, and a small one after large ones did.
  private func usesItsCaches(_ memory: borrowing some Allocator & ~Copyable, largest: Int) throws -> Bool {
    unsafe memory.deallocate(try memory.allocate(byteCount: largest, alignment: 16))
    let (small, medium) = (stride(from: 8, through: 1024, by: 8), stride(from: 1040, through: 8000, by: 480))
    for byteCounts in [Array(small), Array(medium)] {
      var blocks: [Block] = unsafe []
      for _ in 0..<40 {
        for byteCount in byteCounts {
          if let block = unsafe memory.allocateIfPossible(byteCount: byteCount, alignment: 16) {
            unsafe blocks.append(block)
          }
        }
      }
      for index in unsafe blocks.indices { unsafe memory.deallocate(blocks[index]) }
      guard let block = unsafe memory.allocateIfPossible(byteCount: largest, alignment: 16) else { return false }
      unsafe memory.deallocate(block)
    }
    return true
  }

  @Test func `a general allocator`() throws {
    let memory = try GeneralAllocator(byteCount: 1 << 20, source: CommittedPages(SystemAllocator()))
    #expect(try usesItsCaches(memory, largest: 1 << 20))
  }

  @Test func `a thread's cache over a heap`() throws {
    let heap = try TLSFAllocator(byteCount: 1 << 20, parent: SystemAllocator())
    let memory = try ThreadCachedAllocator(heap.locked())
    #expect(try usesItsCaches(memory, largest: 1_000_000))
  }

  @Test func `a small block fits where only blocks of another class were`() throws {
    let memory = try GeneralAllocator(byteCount: 4096, source: CommittedPages(SystemAllocator()))
    let block = unsafe try memory.allocate(byteCount: 16, alignment: 16)
    unsafe memory.deallocate(block)
    for byteCount in [100, 1000, 4000, 8] {
      let block = unsafe try memory.allocate(byteCount: byteCount, alignment: 8)
      unsafe memory.deallocate(block)
    }
  }
}
