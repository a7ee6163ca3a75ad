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

  @Test func `equals only the same memory of the same shape`() throws {
    let address = try unsafe #require(UnsafeMutableRawPointer(bitPattern: 0x1000))
    let block = unsafe Block(address: address, byteCount: 24, alignment: 8)
    #expect(unsafe block == Block(address: address, byteCount: 24, alignment: 8))
    #expect(unsafe block != Block(address: address + 8, byteCount: 24, alignment: 8))
    #expect(unsafe block != Block(address: address, byteCount: 25, alignment: 8))
    #expect(unsafe block != Block(address: address, byteCount: 24, alignment: 4))
  }
}
