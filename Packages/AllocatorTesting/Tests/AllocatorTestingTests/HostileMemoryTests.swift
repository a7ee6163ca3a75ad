import AllocatorTesting
import Testing

/// A hostile parent keeps its promises, and is as hostile as it says.
@Suite struct HostileMemoryTests {
  private func allocate(_ memory: TestMemory, _ byteCount: Int = 24, alignment: Int = 8) throws -> Block {
    try unsafe memory.allocate(byteCount: byteCount, alignment: alignment)
  }

  @Test func `odd addresses are aligned as asked, and no better`() throws {
    let memory = TestMemory(.oddAddresses)
    for alignment in (0...12).map({ 1 << $0 }) {
      let block = try unsafe allocate(memory, alignment: alignment)
      unsafe #expect(UInt(bitPattern: block.address) % UInt(2 * alignment) == UInt(alignment))
      unsafe memory.deallocate(block)
    }
  }

  @Test func `addresses are never reused`() throws {
    let memory = TestMemory(.neverReuses)
    var addresses: Set<UInt> = []
    for _ in 0..<200 {
      let block = try unsafe allocate(memory)
      unsafe addresses.insert(UInt(bitPattern: block.address))
      unsafe memory.deallocate(block)
    }
    #expect(addresses.count == 200)
  }

  @Test func `each block lies below the one before`() throws {
    let memory = TestMemory(.descending)
    var last = UInt.max
    for byteCount in 1...100 {
      let block = try unsafe allocate(memory, byteCount, alignment: 16)
      unsafe #expect(UInt(bitPattern: block.address) < last)
      unsafe last = UInt(bitPattern: block.address)
      unsafe memory.deallocate(block)
    }
  }

  @Test func `resizing is refused`() throws {
    let memory = TestMemory(.refusesResize)
    var block = try unsafe allocate(memory)
    unsafe #expect(memory.resize(&block, byteCount: 24))
    unsafe #expect(!memory.resize(&block, byteCount: 23))
    unsafe #expect(!memory.resize(&block, byteCount: 25))
    memory.refusesEverything = true
    unsafe #expect(!memory.reallocateIfPossible(&block, byteCount: 8))
    unsafe memory.deallocate(block)
    #expect(memory.liveBlockCount == 0 && memory.misuse == nil)
  }

  @Test func `freed memory is poisoned at once`() throws {
    let memory = TestMemory(.poisonsFreed)
    let block = try unsafe allocate(memory)
    unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 1)
    unsafe memory.deallocate(block)
    unsafe #expect(block.bytes.allSatisfy { $0 == 0xDD })
  }
}
