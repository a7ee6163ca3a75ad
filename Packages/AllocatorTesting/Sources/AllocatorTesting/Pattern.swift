/// What the kit writes into every live block, so that any change by somebody else is seen.
///
/// Each block has a key of its own; its eight-byte words are `key + index * odd`, in the order of the machine's bytes,
/// wherever the block starts. So neither another block's pattern nor the same one at another offset can pass for it.
struct Pattern {
  var key: UInt64

  private static let stride: UInt64 = 0x9E37_79B9_7F4A_7C15

  private func word(_ index: Int) -> UInt64 { (key &+ UInt64(index) &* Pattern.stride).littleEndian }

  private func byte(at offset: Int) -> UInt8 {
    unsafe withUnsafeBytes(of: word(offset >> 3)) { unsafe $0[offset & 7] }
  }

  /// Eight bytes of the pattern from any offset.
  private func bytes(at offset: Int) -> UInt64 {
    let shift = UInt64(offset & 7) &* 8
    let first = UInt64(littleEndian: word(offset >> 3))
    if shift == 0 { return first.littleEndian }
    let second = UInt64(littleEndian: word((offset >> 3) &+ 1))
    return (first &>> shift | second &<< (64 &- shift)).littleEndian
  }

  /// Writes the pattern into a block, from its first byte on.
  func write(to start: UnsafeMutableRawPointer, byteCount: Int) {
    unsafe visit(start, byteCount) { offset, isWord in
      if isWord {
        unsafe (start + offset).assumingMemoryBound(to: UInt64.self).pointee = bytes(at: offset)
      } else {
        unsafe (start + offset).assumingMemoryBound(to: UInt8.self).pointee = byte(at: offset)
      }
      return true
    }
  }

  /// The offset of the first eight bytes, or byte, that differ from the pattern.
  func firstMismatch(in start: UnsafeMutableRawPointer, byteCount: Int) -> Int? {
    unsafe visit(start, byteCount) { offset, isWord in
      isWord
        ? unsafe (start + offset).assumingMemoryBound(to: UInt64.self).pointee == bytes(at: offset)
        : unsafe (start + offset).assumingMemoryBound(to: UInt8.self).pointee == byte(at: offset)
    }
  }
}

/// One byte, again and again: what marks memory that nobody should write to.
struct Filling {
  var byte: UInt8

  func write(to start: UnsafeMutableRawPointer, byteCount: Int) {
    let word = UInt64(byte) &* 0x0101_0101_0101_0101
    unsafe visit(start, byteCount) { offset, isWord in
      if isWord {
        unsafe (start + offset).assumingMemoryBound(to: UInt64.self).pointee = word
      } else {
        unsafe (start + offset).assumingMemoryBound(to: UInt8.self).pointee = byte
      }
      return true
    }
  }

  /// The offset of the first byte that differs.
  func firstMismatch(in start: UnsafeMutableRawPointer, byteCount: Int) -> Int? {
    let word = UInt64(byte) &* 0x0101_0101_0101_0101
    let near = unsafe visit(start, byteCount) { offset, isWord in
      isWord
        ? unsafe (start + offset).assumingMemoryBound(to: UInt64.self).pointee == word
        : unsafe (start + offset).assumingMemoryBound(to: UInt8.self).pointee == byte
    }
    guard var offset = near else { return nil }
    while unsafe (start + offset).assumingMemoryBound(to: UInt8.self).pointee == byte { offset += 1 }
    return offset
  }
}

/// Walks over memory byte by byte up to a word's border, then word by word; the offset at which `body` says no.
@inline(__always)
@discardableResult
private func visit(
  _ start: UnsafeMutableRawPointer, _ byteCount: Int, _ body: (_ offset: Int, _ isWord: Bool) -> Bool
) -> Int? {
  var offset = 0
  while offset < byteCount {
    let isWord = unsafe UInt(bitPattern: start + offset) & 7 == 0 && byteCount &- offset >= 8
    if !body(offset, isWord) { return offset }
    offset &+= isWord ? 8 : 1
  }
  return nil
}
