import AllocatorNIO
import Allocators
@_spi(CustomByteBufferAllocator) import NIOCore
import Testing

/// Whether the general allocator owns the memory of `buffer`.
func isGeneral(_ buffer: ByteBuffer) -> Bool {
  unsafe buffer.withVeryUnsafeBytes { bytes in
    guard let address = bytes.baseAddress else { return false }
    return unsafe GeneralAllocator.shared.owns(
      Block(address: UnsafeMutableRawPointer(mutating: address), byteCount: bytes.count, alignment: 1))
  }
}

func address(_ buffer: ByteBuffer) -> UInt {
  unsafe buffer.withVeryUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
}

@Suite struct ByteBufferTests {
  @Test(arguments: [1, 15, 16, 17, 1000, 1 << 15, 1 << 15 + 1, 1 << 20])
  func `a buffer of any size has memory of the general allocator`(capacity: Int) {
    var buffer = ByteBufferAllocator.general.buffer(capacity: capacity)
    #expect(isGeneral(buffer) && buffer.capacity >= capacity && address(buffer) % 16 == 0)
    #expect(!isGeneral(ByteBufferAllocator().buffer(capacity: capacity)))
    buffer.writeRepeatingByte(7, count: buffer.capacity)
    #expect(buffer == ByteBuffer(repeating: 7, count: buffer.capacity))
  }

  @Test func `a buffer that grows keeps its bytes, byte by byte`() {
    var buffer = ByteBufferAllocator.general.buffer(capacity: 1)
    for number in 0..<1 << 17 { buffer.writeInteger(UInt8(truncatingIfNeeded: number &* 31 &+ number >> 8)) }
    #expect(isGeneral(buffer) && buffer.readableBytes == 1 << 17)
    #expect(
      buffer.readableBytesView.enumerated().allSatisfy { $1 == UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
  }

  @Test func `a slice shares memory until either is written to`() {
    var buffer = ByteBufferAllocator.general.buffer(string: "0123456789")
    let whole = address(buffer)
    var slice = buffer.getSlice(at: 2, length: 4)!
    #expect(address(slice) == whole + 2)
    slice.setString("ab", at: 0)
    #expect(isGeneral(slice) && address(slice) != whole + 2)
    #expect(String(buffer: slice) == "ab45" && String(buffer: buffer) == "0123456789")
    let copy = buffer
    buffer.writeString("!")
    #expect(isGeneral(buffer) && address(copy) == whole)
    #expect(String(buffer: buffer) == "0123456789!" && String(buffer: copy) == "0123456789")
  }

  @Test func `a slice outlives its buffer, and grows into memory of its own`() {
    var buffer: ByteBuffer? = ByteBufferAllocator.general.buffer(repeating: 9, count: 3000)
    var slice = buffer!.getSlice(at: 100, length: 1000)!
    buffer = nil
    slice.writeRepeatingByte(8, count: 50_000)
    #expect(isGeneral(slice))
    let old = slice.readBytes(length: 1000)!
    #expect(old.allSatisfy { $0 == 9 } && slice.readableBytesView.allSatisfy { $0 == 8 })
  }

  @Test func `a cleared buffer keeps its memory, and has new memory where it was shared`() {
    var buffer = ByteBufferAllocator.general.buffer(string: "some text")
    let place = address(buffer)
    buffer.clear()
    #expect(address(buffer) == place && buffer.readableBytes == 0 && buffer.capacity == 16)
    buffer.writeString("more")
    let copy = buffer
    buffer.clear()
    #expect(isGeneral(buffer) && address(buffer) != place && String(buffer: copy) == "more")
    buffer.writeString("text")
    buffer.clear(minimumCapacity: 5000)
    #expect(isGeneral(buffer) && buffer.capacity >= 5000)
  }

  @Test func `capacity that is reserved is there without another allocation`() {
    var buffer = ByteBufferAllocator.general.buffer(string: "head")
    buffer.reserveCapacity(100_000)
    let place = address(buffer)
    buffer.writeRepeatingByte(1, count: 99_996)
    #expect(isGeneral(buffer) && address(buffer) == place && buffer.getString(at: 0, length: 4) == "head")
    buffer.reserveCapacity(minimumWritableBytes: 200_000)
    #expect(isGeneral(buffer) && buffer.writableBytes >= 200_000 && buffer.readableBytes == 100_000)
  }

  @Test func `bytes that were read are discarded, and the others move to the front`() {
    var buffer = ByteBufferAllocator.general.buffer(string: "read|kept")
    buffer.moveReaderIndex(forwardBy: 5)
    let place = address(buffer)
    let moved = buffer.discardReadBytes()
    #expect(moved && address(buffer) == place && buffer.readerIndex == 0 && String(buffer: buffer) == "kept")
    var shared = buffer
    shared.moveReaderIndex(forwardBy: 2)
    let copied = shared.discardReadBytes()
    #expect(copied && isGeneral(shared) && address(shared) != place)
    #expect(String(buffer: shared) == "pt" && String(buffer: buffer) == "kept")
  }

  @Test func `a buffer that shrinks keeps what is readable`() {
    var buffer = ByteBufferAllocator.general.buffer(capacity: 1 << 17)
    buffer.writeString("short")
    let shrank = buffer.shrinkBufferCapacity(to: 5)
    #expect(shrank && isGeneral(buffer) && buffer.capacity == 8 && String(buffer: buffer) == "short")
  }

  @Test func `a view of a buffer keeps its memory, and is written to without the buffer`() {
    var buffer: ByteBuffer? = ByteBufferAllocator.general.buffer(bytes: 0..<100)
    var view = buffer!.readableBytesView
    view[10] = 255
    view.append(contentsOf: 100..<200)
    #expect(buffer!.getInteger(at: 10, as: UInt8.self) == 10)
    buffer = nil
    #expect(view.count == 200 && view[10] == 255 && view[199] == 199)
    #expect(isGeneral(ByteBuffer(view)))
  }

  @Test func `a buffer without capacity is grown with malloc, as any other allocator's`() {
    var buffer = ByteBufferAllocator.general.buffer(capacity: 0)
    buffer.writeString("NIO shares one empty buffer among all allocators")
    #expect(!isGeneral(buffer))
  }

  @Test func `a huge buffer takes no more memory than what is written, and moves as a whole`() {
    var buffer = ByteBufferAllocator.general.buffer(capacity: 1 << 28)
    #expect(isGeneral(buffer) && buffer.capacity == 1 << 28)
    buffer.writeString("first")
    buffer.setString("last", at: 1 << 28 - 4)
    buffer.reserveCapacity(1 << 29)
    #expect(isGeneral(buffer) && buffer.capacity == 1 << 29 && buffer.getString(at: 0, length: 5) == "first")
    buffer.moveWriterIndex(to: 1 << 28)
    #expect(buffer.getString(at: 1 << 28 - 4, length: 4) == "last")
  }

  @Test func `a block of the general allocator becomes a buffer, which frees it`() throws {
    let block = try unsafe GeneralAllocator.shared.allocate(byteCount: 48, alignment: 16)
    let bytes = unsafe UnsafeMutableRawBufferPointer(start: block.address, count: 48)
    unsafe bytes.copyBytes(from: 0..<48)
    var buffer = unsafe ByteBuffer(takingOwnershipOf: bytes, allocator: .general)
    buffer.writeRepeatingByte(48, count: 1000)
    #expect(isGeneral(buffer) && buffer.getBytes(at: 0, length: 49) == Array(0..<49))
  }
}
