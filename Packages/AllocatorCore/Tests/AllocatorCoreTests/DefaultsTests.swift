import AllocatorCore
import Testing

/// An allocator that has only what the protocol asks for: everything else here is the protocol's defaults.
struct Minimal: Allocator {
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard byteCount <= 1000 else { return nil }
    return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
}

@Suite struct DefaultsTests {
  let memory = Minimal()

  @Test func `resizing succeeds only to the same size`() throws {
    var block = try unsafe memory.allocate(byteCount: 10, alignment: 1)
    unsafe #expect(memory.resize(&block, byteCount: 10))
    unsafe #expect(!memory.resize(&block, byteCount: 9) && !memory.resize(&block, byteCount: 11))
    unsafe #expect(block.byteCount == 10)
    unsafe memory.deallocate(block)
  }

  @Test func `reallocating moves and keeps contents`() throws {
    var block = try unsafe memory.allocate(byteCount: 10, alignment: 64)
    for index in 0..<10 { unsafe block.bytes[index] = UInt8(index) }
    for byteCount in [900, 10, 1000] {
      try unsafe memory.reallocate(&block, byteCount: byteCount)
      unsafe #expect(block.byteCount == byteCount && block.alignment == 64)
      unsafe #expect(block.bytes.prefix(10).elementsEqual(0..<10))
    }
    let before = unsafe block
    #expect(throws: AllocationError.outOfMemory) { try unsafe memory.reallocate(&block, byteCount: 1001) }
    unsafe #expect(block == before && block.bytes.prefix(10).elementsEqual(0..<10))
    unsafe memory.deallocate(block)
  }

  @Test func `zeroed memory is written to the last byte`() throws {
    for _ in 0..<10 {
      let block = try unsafe memory.allocateZeroed(byteCount: 777, alignment: 1)
      unsafe #expect(block.bytes.allSatisfy { $0 == 0 })
      unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0xff)
      unsafe memory.deallocate(block)
    }
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe memory.allocateZeroed(byteCount: 1001, alignment: 1) }
  }

  @Test func `counts that no memory can hold are refused`() {
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe memory.allocate(of: Int.self, count: .max) }
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe memory.allocate(of: Int.self, count: .max / 8 + 1) }
  }
}
