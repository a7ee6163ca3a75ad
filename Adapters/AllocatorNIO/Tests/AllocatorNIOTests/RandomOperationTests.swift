import AllocatorNIO
import NIOCore
import Testing

/// A generator of which a test prints the seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Buffers that are copied, sliced and changed at random, as a program's are.
struct Buffers {
  var buffers: [ByteBuffer]
  let allocator: ByteBufferAllocator
  var random: SeededGenerator

  init(_ allocator: ByteBufferAllocator, seed: UInt64) {
    self.allocator = allocator
    random = SeededGenerator(state: seed)
    buffers = (0..<4).map { allocator.buffer(capacity: 1 << $0 * 4 + 1) }
  }

  mutating func step() {
    let index = Int.random(in: 0..<buffers.count, using: &random)
    let count = 1 << Int.random(in: 0..<16, using: &random) - Int.random(in: 0...1, using: &random)
    let byte = UInt8.random(in: .min ... .max, using: &random)
    switch Int.random(in: 0..<16, using: &random) {
    case 0...2: buffers[index].writeRepeatingByte(byte, count: count)
    case 3: buffers[index].writeBytes((0..<min(count, 300)).lazy.map { UInt8(truncatingIfNeeded: $0) &+ byte })
    case 4: buffers[index].writeInteger(UInt64(byte) << 32)
    case 5: _ = buffers[index].readSlice(length: min(count, buffers[index].readableBytes))
    case 6: buffers[index].discardReadBytes()
    case 7: buffers[index].clear()
    case 8: buffers[index].clear(minimumCapacity: count)
    case 9: buffers[index].reserveCapacity(count)
    case 10: buffers[index].setRepeatingByte(byte, count: 3, at: buffers[index].readerIndex)
    case 11: buffers[index].shrinkBufferCapacity(to: count)
    case 12:
      let other = buffers[(index + 1) % buffers.count]
      buffers[index].writeImmutableBuffer(other.readableBytes < 1 << 17 ? other : allocator.buffer(capacity: 1))
    case 13:
      let source = buffers[index]
      let length = min(count, source.readableBytes)
      buffers[(index + 1) % buffers.count] = source.getSlice(at: source.writerIndex - length, length: length)!
    case 14: buffers[(index + 1) % buffers.count] = buffers[index]
    default: buffers[index] = allocator.buffer(capacity: count)
    }
    // What grew large is cut, so that a run stays within a megabyte.
    if buffers[index].readableBytes > 1 << 18 { buffers[index] = allocator.buffer(capacity: 16) }
  }
}

@Suite struct RandomOperationTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func `buffers of both allocators are alike after any operations`(seed: UInt64) {
    var general = Buffers(.general, seed: seed)
    var system = Buffers(ByteBufferAllocator(), seed: seed)
    for step in 0..<250 {
      general.step()
      system.step()
      for (one, other) in zip(general.buffers, system.buffers) {
        guard
          one == other, one.capacity == other.capacity, one.readerIndex == other.readerIndex,
          one.storageCapacity == other.storageCapacity
        else {
          Issue.record("seed \(seed), step \(step): \(one) is not \(other)")
          return
        }
      }
    }
    #expect(general.random.state == system.random.state)
  }
}
