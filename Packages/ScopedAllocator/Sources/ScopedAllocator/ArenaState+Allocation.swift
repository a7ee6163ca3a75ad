import Builtin

// Methods on the shared state go on the pointer to it: `inout` would claim exclusive access.
extension UnsafeMutablePointer where Pointee == ArenaState {
  /// Takes `byteCount` bytes from the current chunk, or from another one if it must.
  @inline(always)
  @inlinable
  func allocate(byteCount: Int, alignment: Int) -> Block? {
    // The bits up to the lowest one of the alignment: less than it unless it is a power of two, negative for zero.
    let bits = alignment ^ (alignment &- 1)
    // All that is negative or huge goes to the careful path, where it is told apart, and so do alignments that are no
    // powers of two. Each condition stands on its own: joined by `&&` they lose what `_fastPath` says, and the cold
    // path is laid out first.
    guard unsafe _fastPath(Self.isModest(byteCount | alignment)), _fastPath(bits >= alignment) else {
      return unsafe allocateCarefully(byteCount: byteCount, alignment: alignment)
    }
    let cursor = unsafe alignedCursor
    let address = unsafe Self.alignedUp(cursor, mask: UInt(bitPattern: bits) >> 1)
    // The size is rounded, not the end: the next allocation waits for the cursor, and not for this.
    let end = unsafe address + Self.rounded(byteCount)
    guard unsafe _fastPath(end <= pointee.end), unsafe Self.isOrdered(cursor, address, end) else {
      return unsafe allocateCarefully(byteCount: byteCount, alignment: alignment)
    }
    unsafe pointee.cursor = end
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// `alignedUp(toMultipleOf:)` by a mask that is known already; from the alignment it takes three instructions more.
  @inlinable
  static func alignedUp(_ cursor: UnsafeMutableRawPointer, mask: UInt) -> UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(bitPattern: (UInt(bitPattern: cursor) &+ mask) & ~mask).unsafelyUnwrapped
  }

  /// Whether adding `number` to an address cannot wrap. Below 2^32, so that the compiler can tell it from the type of
  /// sizes that are stored in 32 bits; where addresses have 32 bits, ``isOrdered(_:_:_:)`` is needed, too.
  @inlinable
  static func isModest(_ number: Int) -> Bool {
    #if _pointerBitWidth(_64)
      UInt(bitPattern: number) <= 0xFFFF_FFFF
    #else
      UInt(bitPattern: number) <= 0x3FFF_FFFF
    #endif
  }

  /// The cursor, of which the optimizer is told that it is a multiple of the minimum alignment: rounding it up to that
  /// or less is then no instruction.
  @inlinable
  var alignedCursor: UnsafeMutableRawPointer {
    let cursor = unsafe pointee.cursor
    let excess = UInt(bitPattern: cursor) & UInt(ArenaState.minimumAlignment &- 1)
    _ = Builtin.assume_Int1(Builtin.cmp_eq_Word(excess._builtinWordValue, (0 as UInt)._builtinWordValue))
    return unsafe cursor
  }

  /// The room that a block of `byteCount` bytes takes; small enough not to overflow. An empty block takes room, too: no
  /// later block may begin where it stands.
  @inlinable
  static func rounded(_ byteCount: Int) -> Int {
    let mask = ArenaState.minimumAlignment &- 1
    return (byteCount &+ (byteCount == 0 ? mask &+ 1 : mask)) & ~mask
  }

  /// Whether no addition on the way from the cursor to the end of a block has wrapped, which modest sizes and
  /// alignments cannot make where addresses have 64 bits.
  @inlinable
  static func isOrdered(
    _ cursor: UnsafeMutableRawPointer, _ address: UnsafeMutableRawPointer, _ end: UnsafeMutableRawPointer
  ) -> Bool {
    #if _pointerBitWidth(_64)
      true
    #else
      unsafe cursor <= address && address <= end
    #endif
  }

  /// Moves the cursor back to the start of the last block; any other block stays where it is until its scope closes.
  @inline(always)
  @inlinable
  func deallocate(_ block: Block) {
    let end = unsafe block.address + Self.rounded(block.byteCount)
    if unsafe end == pointee.cursor { unsafe moveBack(to: block.address) }
  }

  /// Grows or shrinks the last block; any other one only shrinks.
  @inlinable
  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe byteCount > block.byteCount, unsafe isLast(block) {
      // The end of a chunk is a multiple of the minimum alignment, so that what fits also fits when it is rounded.
      guard unsafe byteCount <= pointee.end - block.address else { return false }
      unsafe pointee.cursor = (block.address + byteCount).alignedUp(toMultipleOf: ArenaState.minimumAlignment)
    } else {
      _checkRequest(byteCount: byteCount, alignment: 1)
      if unsafe isLast(block) {
        unsafe moveBack(to: block.address + Self.rounded(byteCount))
      } else if unsafe byteCount > Self.rounded(block.byteCount) {
        return false
      }
    }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Whether the cursor stands where the room of `block` ends: less than one minimum alignment behind its last byte,
  /// or, behind an empty block, just that.
  @inline(always)
  @inlinable
  func isLast(_ block: Block) -> Bool {
    let padding = unsafe UInt(bitPattern: pointee.cursor - block.address &- block.byteCount)
    let least = UInt(ArenaState.minimumAlignment)
    return unsafe _fastPath(padding < least) || padding == least && block.byteCount == 0
  }

  @inline(always)
  @inlinable
  func moveBack(to cursor: UnsafeMutableRawPointer) {
    if unsafe _slowPath(pointee.cursor > pointee.highWater) { unsafe pointee.highWater = pointee.cursor }
    unsafe pointee.cursor = cursor
  }

  /// Whether `block` lies in what the current or an older chunk has given out.
  @inlinable
  func owns(_ block: Block) -> Bool {
    if unsafe Self.contains(block, from: pointee.start, to: pointee.cursor) { return true }
    return unsafe ownsElsewhere(block)
  }

  /// Whether `block` lies in memory that this arena gives blocks from, be it given out now or not.
  @usableFromInline
  func holds(_ block: Block) -> Bool {
    if unsafe Self.contains(block, from: pointee.start, to: pointee.end) { return true }
    return unsafe ownsElsewhere(block)
  }

  @inlinable
  static func contains(
    _ block: Block, from start: UnsafeMutableRawPointer, to end: UnsafeMutableRawPointer
  ) -> Bool {
    unsafe block.address >= start && block.address < end && block.byteCount <= end - block.address
  }

  /// Bytes given out now, with the room that alignment took.
  @usableFromInline
  var allocatedByteCount: Int { unsafe pointee.byteCountElsewhere + (pointee.cursor - pointee.start) }

  /// The most bytes that were ever given out at once.
  @usableFromInline
  var peakByteCount: Int {
    let top = unsafe max(pointee.highWater, pointee.cursor)
    return unsafe max(pointee.recordedPeak, pointee.byteCountElsewhere + (top - pointee.start))
  }
}
