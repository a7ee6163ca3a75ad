// What the arena itself and handles on scopes do, whose cursor is in the state. Methods on the shared state go on the
// pointer to it: `inout` would claim exclusive access.
extension UnsafeMutablePointer where Pointee == ArenaState {
  /// Takes `byteCount` bytes from the current chunk, or from another one if it must.
  ///
  /// - Parameter isArena: Whether the arena itself asks, and not a handle on a scope.
  @inline(always)
  @inlinable
  func allocate(byteCount: Int, alignment: Int, isArena: Bool) -> Block? {
    // Each condition is on its own: joined by `&&` they lose what `_fastPath` says, and the cold path comes first.
    guard Bumping.isOrdinary(byteCount: byteCount, alignment: alignment) else {
      return unsafe allocateCarefully(byteCount: byteCount, alignment: alignment, isArena: isArena)
    }
    let cursor = unsafe Bumping.aligned(pointee.cursor)
    guard
      unsafe _fastPath(Bumping.fits(byteCount: byteCount, alignment: alignment, from: cursor, to: pointee.end)),
      unsafe _fastPath(!isArena || pointee.status < Status.open)
    else { return unsafe allocateCarefully(byteCount: byteCount, alignment: alignment, isArena: isArena) }
    let address = unsafe Bumping.address(at: cursor, alignment: alignment)
    unsafe pointee.cursor = Bumping.cursor(behind: address, byteCount: byteCount)
    if unsafe address != cursor { unsafe notePadding(address - cursor, before: address) }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// Notes what alignment took before the block at `address`, the last one, so that it comes back with the block. Until
  /// then it counts as returned.
  ///
  /// The word before the block is the address of the next older block with padding; a bit says that there is more padding
  /// than this word, and that the one before has its size.
  @inlinable
  func notePadding(_ byteCount: Int, before address: UnsafeMutableRawPointer) {
    let word = MemoryLayout<UInt>.size
    let isLong = byteCount > ArenaState.minimumAlignment
    unsafe (address - word).storeBytes(of: UInt(bitPattern: pointee.padded) | (isLong ? 1 : 0), as: UInt.self)
    if isLong { unsafe (address - 2 * word).storeBytes(of: byteCount, as: Int.self) }
    unsafe pointee.padded = unsafe address
    unsafe pointee.returnedByteCount &+= byteCount
  }

  /// Moves the cursor back to the start of the last block; of any other one it notes that it was returned.
  @inline(always)
  @inlinable
  func deallocate(_ block: Block, isArena: Bool) {
    let cursor = unsafe pointee.cursor
    guard unsafe _fastPath(block.address + Bumping.room(for: block.byteCount) == cursor),
      unsafe _fastPath(pointee.returnedByteCount == 0), unsafe _fastPath(cursor != pointee.end)
    else {
      unsafe deallocateCarefully(block, isArena: isArena)
      return
    }
    unsafe noteHighWater(cursor)
    unsafe pointee.cursor = block.address
  }

  /// Grows or shrinks the last block; any other one only shrinks.
  @inlinable
  func resize(_ block: inout Block, byteCount: Int, isArena: Bool) -> Bool {
    // While a scope is open, what is behind a block of the arena itself is the scope's.
    if unsafe byteCount > block.byteCount, unsafe Bumping.isLast(block, before: pointee.cursor),
      unsafe !isArena || pointee.status < Status.open
    {
      // The end of a chunk is a multiple of the minimum alignment, so that what fits also fits when it is rounded.
      if unsafe byteCount <= pointee.end - block.address {
        unsafe pointee.cursor = Bumping.cursor(behind: block.address, byteCount: byteCount)
        unsafe block.byteCount = byteCount
        return true
      }
    }
    return unsafe resizeCarefully(&block, byteCount: byteCount, isArena: isArena)
  }

  @inline(always)
  @inlinable
  func noteHighWater(_ cursor: UnsafeMutableRawPointer) {
    if unsafe _slowPath(cursor > pointee.highWater) { unsafe pointee.highWater = cursor }
  }

  /// Whether `block` lies in what has been allocated, with the cursor of whoever asks.
  @inlinable
  func owns(_ block: Block, before cursor: UnsafeMutableRawPointer) -> Bool {
    if unsafe Self.contains(block, from: pointee.start, to: cursor) { return true }
    return unsafe ownsElsewhere(block)
  }

  /// Whether `block` lies in memory that this arena allocates from, be it allocated now or not.
  @usableFromInline
  func holds(_ block: Block) -> Bool {
    if unsafe Self.contains(block, from: pointee.start, to: pointee.chunkEnd) { return true }
    return unsafe ownsElsewhere(block)
  }

  @inlinable
  static func contains(
    _ block: Block, from start: UnsafeMutableRawPointer, to end: UnsafeMutableRawPointer
  ) -> Bool {
    unsafe block.address >= start && block.address < end && block.byteCount <= end - block.address
  }

  /// Bytes allocated now, with the room that alignment took, when `cursor` is that of whoever asks.
  @usableFromInline
  func allocatedByteCount(before cursor: UnsafeMutableRawPointer) -> Int {
    unsafe pointee.byteCountElsewhere + (cursor - pointee.start)
  }

  /// Usable bytes of all chunks.
  @usableFromInline
  var capacity: Int { unsafe pointee.capacity }

  /// The most bytes that were ever allocated at once.
  @usableFromInline
  var peakByteCount: Int {
    let top = unsafe max(pointee.highWater, pointee.cursor)
    return unsafe max(pointee.recordedPeak, allocatedByteCount(before: top))
  }
}

extension Bumping {
  /// Whether the cursor is where the room of `block` ends: less than one minimum alignment behind its last byte,
  /// or, behind an empty block, just that.
  @inline(always)
  @inlinable
  static func isLast(_ block: Block, before cursor: UnsafeMutableRawPointer) -> Bool {
    let padding = unsafe UInt(bitPattern: cursor - block.address &- block.byteCount)
    let least = UInt(ArenaState.minimumAlignment)
    return unsafe _fastPath(padding < least) || padding == least && block.byteCount == 0
  }
}
