/// A piece of raw memory that an allocator allocated: where it is, how large, how aligned.
///
/// A block owns nothing: it is what an allocator and its user pass to each other. Return it to the allocator that
/// made it, with the `byteCount` and `alignment` it has. The typed layer (``AllocatedBox``, scopes, containers) does so
/// by itself; a block is `@unsafe` because the compiler cannot check it.
@unsafe
@frozen
public struct Block {
  /// The address of the first byte; a multiple of ``alignment``.
  public var address: UnsafeMutableRawPointer
  /// The size that was asked for, in bytes. May be zero.
  public var byteCount: Int
  /// The alignment that was asked for, a power of two.
  public var alignment: Int

  /// A block of `byteCount` bytes at `address`, which is a multiple of `alignment`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public init(address: UnsafeMutableRawPointer, byteCount: Int, alignment: Int) {
    unsafe self.address = address
    unsafe self.byteCount = byteCount
    unsafe self.alignment = alignment
  }

  /// Whether the block holds no byte. An empty block is returned like any other.
  @inlinable
  public var isEmpty: Bool { unsafe byteCount == 0 }

  /// The first address behind the block.
  @inlinable
  public var endAddress: UnsafeMutableRawPointer { unsafe address + byteCount }

  /// Whether all of the block lies in `byteCount` bytes at `start`, as an owner's blocks do. A block that only begins
  /// there is another's, and so is an empty one right behind.
  ///
  /// - Complexity: O(1).
  @inlinable
  @inline(always)
  public func lies(in start: UnsafeRawPointer, byteCount: Int) -> Bool {
    let offset = unsafe UInt(bitPattern: address) &- UInt(bitPattern: start)
    return unsafe offset < UInt(bitPattern: byteCount)
      && UInt(bitPattern: self.byteCount) <= UInt(bitPattern: byteCount) &- offset
  }

  /// The block's bytes.
  @inlinable
  public var bytes: UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(start: address, count: byteCount)
  }
}

extension Block: @unsafe Equatable {
  /// Whether both are the same piece of memory, with the same size and alignment.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func == (left: Block, right: Block) -> Bool {
    unsafe left.address == right.address && left.byteCount == right.byteCount && left.alignment == right.alignment
  }
}

extension Block: @unsafe CustomStringConvertible {
  /// For example `64 bytes at 0x7f03a4000b60, aligned to 16`.
  public var description: String {
    let digits = unsafe String(UInt(bitPattern: address), radix: 16)
    return unsafe "\(byteCount) bytes at 0x\(digits), aligned to \(alignment)"
  }
}
