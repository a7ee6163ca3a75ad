// Methods on the shared state go on the pointer to it: `inout` would claim exclusive access.
extension UnsafeMutablePointer where Pointee == ArenaState {
  /// Takes `byteCount` bytes from the current chunk, or from another one if it must.
  @inlinable
  func allocate(byteCount: Int, alignment: Int) -> Block? {
    let mask = alignment &- 1
    // One test sends all that is negative or huge to the careful path, where it is told apart.
    guard UInt(bitPattern: byteCount | mask) <= 0x3FFF_FFFF else {
      return unsafe allocateCarefully(byteCount: byteCount, alignment: alignment)
    }
    assert(alignment & mask == 0, "the alignment of a request is not a power of two")
    let cursor = unsafe pointee.cursor
    let address =
      unsafe alignment <= ArenaState.minimumAlignment
      ? cursor : cursor.alignedUp(toMultipleOf: alignment)
    let end = unsafe address + Self.rounded(byteCount)
    guard unsafe end <= pointee.end && Self.isOrdered(address, end) else {
      return unsafe allocateCarefully(byteCount: byteCount, alignment: alignment)
    }
    unsafe pointee.cursor = end
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// The room that a block of `byteCount` bytes takes; small enough not to overflow.
  @inlinable
  static func rounded(_ byteCount: Int) -> Int {
    let mask = ArenaState.minimumAlignment &- 1
    return (byteCount &+ mask) & ~mask
  }

  /// Whether adding a size to `address` has not wrapped. Where addresses have 64 bits, sizes below 2 GiB cannot wrap.
  @inlinable
  static func isOrdered(_ address: UnsafeMutableRawPointer, _ end: UnsafeMutableRawPointer) -> Bool {
    #if _pointerBitWidth(_64)
      true
    #else
      unsafe address <= end
    #endif
  }

  /// Moves the cursor back to the start of the last block; any other block stays where it is until its scope closes.
  @inlinable
  func deallocate(_ block: Block) {
    let end = unsafe block.address + Self.rounded(block.byteCount)
    if unsafe end == pointee.cursor { unsafe moveBack(to: block.address) }
  }

  /// Grows or shrinks the last block; any other one only shrinks.
  @inlinable
  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    checkRequest(byteCount: byteCount, alignment: 1)
    let old = unsafe Self.rounded(block.byteCount)
    let cursor = unsafe pointee.cursor
    if unsafe block.address + old == cursor {
      guard unsafe byteCount <= pointee.end - block.address else { return false }
      let end = unsafe block.address + Self.rounded(byteCount)
      if unsafe end < cursor { unsafe moveBack(to: end) } else { unsafe pointee.cursor = end }
    } else if byteCount > old {
      return false
    }
    unsafe block.byteCount = byteCount
    return true
  }

  @inlinable
  func moveBack(to cursor: UnsafeMutableRawPointer) {
    if unsafe pointee.cursor > pointee.highWater { unsafe pointee.highWater = pointee.cursor }
    unsafe pointee.cursor = cursor
  }

  /// Whether `block` lies in what the current or an older chunk has given out.
  @inlinable
  func owns(_ block: Block) -> Bool {
    if unsafe Self.contains(block, from: pointee.start, to: pointee.cursor) { return true }
    return unsafe ownsElsewhere(block)
  }

  @inlinable
  static func contains(
    _ block: Block, from start: UnsafeMutableRawPointer, to end: UnsafeMutableRawPointer
  ) -> Bool {
    unsafe block.address >= start && block.address <= end && block.byteCount <= end - block.address
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
