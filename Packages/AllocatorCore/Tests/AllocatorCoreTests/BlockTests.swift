import AllocatorCore
import Testing

@Suite struct BlockTests {
  @Test func `is three words, also when optional`() {
    unsafe #expect(MemoryLayout<Block>.size == 3 * MemoryLayout<Int>.size)
    unsafe #expect(MemoryLayout<Block?>.size == 3 * MemoryLayout<Int>.size)
  }

  @Test func `describes size, address and alignment`() throws {
    let address = try unsafe #require(UnsafeMutableRawPointer(bitPattern: 0x1_2340))
    let block = unsafe Block(address: address, byteCount: 64, alignment: 16)
    #expect(unsafe block.description == "64 bytes at 0x12340, aligned to 16")
    #expect(unsafe "\(block)" == block.description)
  }

  @Test func `knows its end and its bytes`() throws {
    let address = try unsafe #require(UnsafeMutableRawPointer(bitPattern: 0x1000))
    let block = unsafe Block(address: address, byteCount: 24, alignment: 8)
    #expect(unsafe UInt(bitPattern: block.endAddress) == 0x1018)
    #expect(unsafe block.bytes.baseAddress == address)
    #expect(unsafe block.bytes.count == 24)
    #expect(unsafe !block.isEmpty)
    #expect(unsafe Block(address: address, byteCount: 0, alignment: 8).isEmpty)
  }

  // From the first byte to the last one, also where the memory ends with the address space.
  @Test(arguments: [0x1000, UInt.max - 99]) func `lies in memory that holds all of it`(base: UInt) throws {
    let start = try unsafe #require(UnsafeMutableRawPointer(bitPattern: base))
    func lies(_ offset: Int, _ byteCount: Int) -> Bool {
      unsafe Block(address: start + offset, byteCount: byteCount, alignment: 1).lies(in: start, byteCount: 100)
    }
    #expect(lies(0, 100) && lies(0, 0) && lies(50, 50) && lies(99, 1) && lies(99, 0))
    #expect(!lies(0, 101) && !lies(1, 100) && !lies(99, 2) && !lies(50, .max) && !lies(0, .max) && !lies(-1, 1))
    #expect(!lies(-1, 101))
    #expect(unsafe !Block(address: start, byteCount: 0, alignment: 1).lies(in: start, byteCount: 0))
    guard base == 0x1000 else { return }
    #expect(!lies(100, 0) && !lies(100, 1) && !lies(-50, 100))
  }

  @Test func `equals only the same memory of the same shape`() throws {
    let address = try unsafe #require(UnsafeMutableRawPointer(bitPattern: 0x1000))
    let block = unsafe Block(address: address, byteCount: 24, alignment: 8)
    #expect(unsafe block == Block(address: address, byteCount: 24, alignment: 8))
    #expect(unsafe block != Block(address: address + 8, byteCount: 24, alignment: 8))
    #expect(unsafe block != Block(address: address, byteCount: 25, alignment: 8))
    #expect(unsafe block != Block(address: address, byteCount: 24, alignment: 4))
  }
}
