import Builtin

/// The arithmetic of moving a cursor, on addresses as numbers; it touches no memory.
///
/// Hosted programs on 64 bits add to the cursor and compare the sum with the end: it cannot wrap, because modest sizes
/// are added only, and because no such program has memory within four gigabytes of the top of the address space, also
/// where an address has a tag in its top byte. All others compare what is needed with what is left, and nothing wraps
/// wherever the memory is.
@usableFromInline
enum Bumping {
  /// Whether a request can be placed without more checks: its size and alignment are modest, the size is not zero, and
  /// the alignment is a power of two. All that is not so goes to the careful path, which distinguishes the cases.
  @inline(always)
  @inlinable
  static func isOrdinary(byteCount: Int, alignment: Int) -> Bool {
    let mask = alignment &- 1
    // One less than zero is negative: one comparison for a size and an alignment of zero.
    return _fastPath(UInt(bitPattern: byteCount | alignment) <= modest) && _fastPath(alignment & mask == 0)
      && _fastPath((byteCount &- 1) | mask >= 0)
  }

  /// Sizes and alignments that can be added to an address without wrapping. Below 2^32, so that the compiler can prove
  /// it from the type of sizes that are stored in 32 bits.
  @inlinable
  static var modest: UInt {
    #if _pointerBitWidth(_64)
      0xFFFF_FFFF
    #else
      0x3FFF_FFFF
    #endif
  }

  /// `address`, of which the optimizer knows that it is a multiple of the minimum alignment: rounding it up to that or
  /// less is then no instruction.
  @inline(always)
  @inlinable
  static func aligned(_ address: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    let excess = UInt(bitPattern: address) & UInt(ArenaState.minimumAlignment &- 1)
    _ = Builtin.assume_Int1(Builtin.cmp_eq_Word(excess._builtinWordValue, (0 as UInt)._builtinWordValue))
    return unsafe address
  }

  /// The pointer to an address; by way of an optional it would cost a hundred instructions in debug builds.
  @inline(always)
  @inlinable
  static func pointer(_ address: UInt) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(Builtin.inttoptr_Word(address._builtinWordValue))
  }

  /// Where a block begins that is taken at `cursor`.
  @inline(always)
  @inlinable
  static func address(at cursor: UnsafeMutableRawPointer, alignment: Int) -> UnsafeMutableRawPointer {
    let mask = UInt(bitPattern: alignment &- 1)
    return unsafe pointer((UInt(bitPattern: cursor) &+ mask) & ~mask)
  }

  /// The cursor behind a block at `address` that is not empty.
  @inline(always)
  @inlinable
  static func cursor(behind address: UnsafeMutableRawPointer, byteCount: Int) -> UnsafeMutableRawPointer {
    let mask = ArenaState.minimumAlignment &- 1
    return unsafe address + (byteCount &+ mask) & ~mask
  }

  /// Whether a block of an ordinary request fits between `cursor` and `end`, neither of which is beyond the other.
  @inline(always)
  @inlinable
  static func fits(
    byteCount: Int, alignment: Int, from cursor: UnsafeMutableRawPointer, to end: UnsafeMutableRawPointer
  ) -> Bool {
    #if _pointerBitWidth(_64) && !hasFeature(Embedded)
      unsafe Self.cursor(behind: address(at: cursor, alignment: alignment), byteCount: byteCount) <= end
    #else
      let padding = (0 &- UInt(bitPattern: cursor)) & UInt(bitPattern: alignment &- 1)
      let mask = UInt(ArenaState.minimumAlignment &- 1)
      let needed = padding &+ (UInt(bitPattern: byteCount) &+ mask) & ~mask
      return needed <= UInt(bitPattern: end) &- UInt(bitPattern: cursor)
    #endif
  }

  /// The room that a block of `byteCount` bytes takes. An empty block takes room, too: no later block may begin where
  /// it lies.
  @inlinable
  static func room(for byteCount: Int) -> Int {
    let mask = ArenaState.minimumAlignment &- 1
    return (byteCount &+ (byteCount == 0 ? mask &+ 1 : mask)) & ~mask
  }
}
