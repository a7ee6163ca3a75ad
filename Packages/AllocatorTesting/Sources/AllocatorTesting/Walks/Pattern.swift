/// What the kit writes into every live block, so that any change by somebody else is seen.
///
/// Each block has a key of its own; its eight-byte words are `key + index * odd`, lowest byte first, wherever the block
/// starts. So neither another block's pattern nor the same one at another offset can pass for it.
///
/// Of a block of more than ``Extent/wholeByteCount`` bytes only parts are written and looked at, see ``Extent``.
///
/// The loops are spelled out, without a call in them, so that they are quick in debug builds.
struct Pattern {
  var key: UInt64

  static let stride: UInt64 = 0x9E37_79B9_7F4A_7C15

  private func byte(at offset: Int) -> UInt8 {
    let word = key &+ UInt64(truncatingIfNeeded: offset &>> 3) &* Pattern.stride
    return UInt8(truncatingIfNeeded: word &>> (UInt64(truncatingIfNeeded: offset & 7) &* 8))
  }

  /// Writes the pattern into a block, from its first byte on.
  func write(to start: UnsafeMutableRawPointer, byteCount: Int) {
    if byteCount <= Extent.wholeByteCount { return unsafe writeAll(to: start, byteCount: byteCount) }
    for part in Extent.parts(of: byteCount) {
      unsafe shifted(by: part.lowerBound).writeAll(to: start + part.lowerBound, byteCount: part.count)
    }
  }

  /// The offset of the first eight bytes, or byte, that differ from the pattern.
  ///
  /// - Parameters:
  ///   - start: The block's first byte.
  ///   - byteCount: How many bytes of it to look at.
  ///   - written: How many bytes it had when the pattern was written; by default as many.
  func firstMismatch(in start: UnsafeMutableRawPointer, byteCount: Int, of written: Int? = nil) -> Int? {
    let written = written ?? byteCount
    if written <= Extent.wholeByteCount { return unsafe firstMismatchOfAll(in: start, byteCount: byteCount) }
    for part in Extent.parts(of: written) where part.lowerBound < byteCount {
      let count = min(part.count, byteCount - part.lowerBound)
      if let offset = unsafe shifted(by: part.lowerBound).firstMismatchOfAll(
        in: start + part.lowerBound, byteCount: count)
      {
        return part.lowerBound + offset
      }
    }
    return nil
  }

  /// The pattern as it is from an offset on that is divisible by eight.
  private func shifted(by offset: Int) -> Pattern {
    Pattern(key: key &+ UInt64(truncatingIfNeeded: offset &>> 3) &* Pattern.stride)
  }

  private func writeAll(to start: UnsafeMutableRawPointer, byteCount: Int) {
    let part = unsafe Words(start, byteCount)
    for offset in 0..<part.start { unsafe start.storeBytes(of: byte(at: offset), toByteOffset: offset, as: UInt8.self) }
    let words = unsafe part.pointer(start)
    let low = UInt64(truncatingIfNeeded: part.start & 7) &* 8
    var word = key &+ UInt64(truncatingIfNeeded: part.start &>> 3) &* Pattern.stride
    let stride = Pattern.stride
    var index = 0
    let count = part.count
    while index < count {
      let next = word &+ stride
      let bytes = low == 0 ? word : word &>> low | next &<< (64 &- low)
      unsafe words[index] = machineOrder(bytes)
      word = next
      index &+= 1
    }
    for offset in part.end..<byteCount {
      unsafe start.storeBytes(of: byte(at: offset), toByteOffset: offset, as: UInt8.self)
    }
  }

  private func firstMismatchOfAll(in start: UnsafeMutableRawPointer, byteCount: Int) -> Int? {
    let part = unsafe Words(start, byteCount)
    for offset in 0..<part.start where unsafe start.load(fromByteOffset: offset, as: UInt8.self) != byte(at: offset) {
      return offset
    }
    let words = unsafe part.pointer(start)
    let low = UInt64(truncatingIfNeeded: part.start & 7) &* 8
    var word = key &+ UInt64(truncatingIfNeeded: part.start &>> 3) &* Pattern.stride
    let stride = Pattern.stride
    var index = 0
    let count = part.count
    while index < count {
      let next = word &+ stride
      let bytes = low == 0 ? word : word &>> low | next &<< (64 &- low)
      if unsafe words[index] != machineOrder(bytes) { return part.start + index * 8 }
      word = next
      index &+= 1
    }
    for offset in part.end..<byteCount
    where unsafe start.load(fromByteOffset: offset, as: UInt8.self) != byte(at: offset) { return offset }
    return nil
  }
}

/// One byte, again and again: what marks memory that nobody should write to.
struct Filling {
  var byte: UInt8

  func write(to start: UnsafeMutableRawPointer, byteCount: Int) {
    if byteCount <= Extent.wholeByteCount { return unsafe writeAll(to: start, byteCount: byteCount) }
    for part in Extent.parts(of: byteCount) {
      unsafe writeAll(to: start + part.lowerBound, byteCount: part.count)
    }
  }

  /// The offset of the first byte that differs.
  func firstMismatch(in start: UnsafeMutableRawPointer, byteCount: Int) -> Int? {
    if byteCount <= Extent.wholeByteCount { return unsafe firstMismatchOfAll(in: start, byteCount: byteCount) }
    for part in Extent.parts(of: byteCount) {
      if let offset = unsafe firstMismatchOfAll(in: start + part.lowerBound, byteCount: part.count) {
        return part.lowerBound + offset
      }
    }
    return nil
  }

  private func writeAll(to start: UnsafeMutableRawPointer, byteCount: Int) {
    let part = unsafe Words(start, byteCount)
    for offset in 0..<part.start { unsafe start.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self) }
    let words = unsafe part.pointer(start)
    let word = UInt64(byte) &* 0x0101_0101_0101_0101
    var index = 0
    let count = part.count
    while index < count {
      unsafe words[index] = word
      index &+= 1
    }
    for offset in part.end..<byteCount { unsafe start.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self) }
  }

  private func firstMismatchOfAll(in start: UnsafeMutableRawPointer, byteCount: Int) -> Int? {
    let part = unsafe Words(start, byteCount)
    let words = unsafe part.pointer(start)
    let word = UInt64(byte) &* 0x0101_0101_0101_0101
    for offset in 0..<part.start where unsafe start.load(fromByteOffset: offset, as: UInt8.self) != byte {
      return offset
    }
    var index = 0
    let count = part.count
    while index < count, unsafe words[index] == word { index &+= 1 }
    var offset = part.start + index * 8
    while offset < byteCount {
      if unsafe start.load(fromByteOffset: offset, as: UInt8.self) != byte { return offset }
      offset += 1
    }
    return nil
  }
}

/// The part of some bytes that can be read eight bytes at a time; byte by byte would be slow in debug builds.
private struct Words {
  let start: Int
  let count: Int

  var end: Int { start + count * 8 }

  init(_ address: UnsafeMutableRawPointer, _ byteCount: Int) {
    start = min(Int(bitPattern: (0 &- UInt(bitPattern: address)) & 7), byteCount)
    count = (byteCount - start) / 8
  }

  func pointer(_ address: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt64> {
    unsafe (address + start).assumingMemoryBound(to: UInt64.self)
  }
}

/// A word with its lowest byte first in memory.
@_transparent
private func machineOrder(_ word: UInt64) -> UInt64 {
  #if _endian(little)
    word
  #else
    word.byteSwapped
  #endif
}
