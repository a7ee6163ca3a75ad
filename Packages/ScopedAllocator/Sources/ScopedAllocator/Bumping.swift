import Builtin

/// The arithmetic of moving a cursor, on addresses as numbers; it touches no memory.
///
/// Hosted programs on 64 bits add to the cursor and compare the sum with the end: it cannot wrap, because modest sizes
/// are added only, and because no such program has memory within four gigabytes of the top of the address space. All
/// others compare what is needed with what is left, and nothing wraps wherever the memory is.
@usableFromInline
enum Bumping {
  /// Whether a request can be placed without more checks: its size and alignment are modest, and the alignment is a
  /// power of two. All that is not so goes to the careful path, which distinguishes the cases.
  @inline(always)
  @inlinable
  static func isOrdinary(byteCount: Int, alignment: Int) -> Bool {
    // The bits up to the lowest one of the alignment: less than it unless it is a power of two, negative for zero.
    let bits = alignment ^ (alignment &- 1)
    return _fastPath(UInt(bitPattern: byteCount | alignment) <= modest) && _fastPath(bits >= alignment)
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

  /// Where a block begins that is taken at `cursor`.
  @inline(always)
  @inlinable
  static func address(at cursor: UnsafeMutableRawPointer, alignment: Int) -> UnsafeMutableRawPointer {
    let mask = UInt(bitPattern: alignment &- 1)
    return unsafe UnsafeMutableRawPointer(bitPattern: (UInt(bitPattern: cursor) &+ mask) & ~mask).unsafelyUnwrapped
  }

  /// The cursor behind a block at `address`.
  @inline(always)
  @inlinable
  static func cursor(behind address: UnsafeMutableRawPointer, byteCount: Int) -> UnsafeMutableRawPointer {
    unsafe address + room(for: byteCount)
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
      let needed = padding &+ UInt(bitPattern: room(for: byteCount))
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
