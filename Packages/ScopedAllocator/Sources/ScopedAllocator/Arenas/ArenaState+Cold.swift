// The cold half of what the arena itself and handles on scopes do.
extension UnsafeMutablePointer where Pointee == ArenaState {
  /// How many scopes are open.
  @usableFromInline
  var depth: Int { unsafe Status.depth(pointee.status) }

  var isLent: Bool { unsafe pointee.status & Status.lent != 0 }

  @inline(never)
  @usableFromInline
  func allocateCarefully(byteCount: Int, alignment: Int, isArena: Bool) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    if unsafe pointee.isAsking { return nil }
    if isArena {
      if unsafe depth > 0 { unsafe stopBecauseAScopeIsOpen("used") }
      if unsafe !isLent { unsafe lend(from: pointee.cursor) }
    } else if unsafe !isLent {
      _stop("a handle of a scope was used after the scope itself had been used, or while a scope inside it is open")
    }
    let before = unsafe allocatedByteCount(before: pointee.cursor)
    let grant = unsafe grant(byteCount: byteCount, alignment: alignment, from: pointee.cursor)
    unsafe pointee.cursor = grant.cursor
    unsafe pointee.end = grant.end
    guard let address = unsafe grant.address else { return nil }
    let room = Bumping.room(for: byteCount)
    let padding = unsafe allocatedByteCount(before: grant.cursor) - before - room
    // A block that has a chunk for itself has no padding.
    if padding > 0 { unsafe notePadding(padding, before: address) }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  @inline(never)
  @usableFromInline
  func deallocateCarefully(_ block: Block, isArena: Bool) {
    if isArena, unsafe pointee.status == Status.idle { unsafe lend(from: pointee.cursor) }
    let room = unsafe Bumping.room(for: block.byteCount)
    if isArena, unsafe depth > 0 { unsafe pointee.lending.survivingByteCount -= room }
    if unsafe pointee.isAsking {
      unsafe pointee.returnedByteCount &+= room
      return
    }
    guard unsafe isLent && !isUncounted else {
      // Whoever allocates now has the cursor, and nothing below it may move. So it is where blocks of two generations
      // live: a scope that is open may have found the chunk of this one.
      if unsafe pointee.lending.hasSurvivors { unsafe pointee.returnedByteCount &+= room }
      return
    }
    // The hot path may have left the newest chunk empty: the last block is in the one below.
    unsafe popEmptyChunks()
    if unsafe block.address + room == pointee.cursor {
      unsafe noteHighWater(pointee.cursor)
      unsafe pointee.cursor = block.address
      if unsafe block.address == pointee.padded { unsafe returnPadding() }
    } else if unsafe !popDedicatedChunk(of: block) {
      unsafe pointee.returnedByteCount &+= room
    }
    if unsafe liveByteCount == 0 { unsafe startOver() } else { unsafe popEmptyChunks() }
    unsafe pointee.end = pointee.chunkEnd
  }

  /// Moves the cursor back over the padding of the block that it is at, the last one with padding.
  private func returnPadding() {
    let word = MemoryLayout<UInt>.size
    let address = unsafe pointee.cursor
    let link = unsafe (address - word).load(as: UInt.self)
    let byteCount = unsafe link & 1 == 0 ? ArenaState.minimumAlignment : (address - 2 * word).load(as: Int.self)
    unsafe pointee.cursor = address - byteCount
    unsafe pointee.padded = UnsafeMutableRawPointer(bitPattern: link & ~1)
    unsafe pointee.returnedByteCount &-= byteCount
  }

  @inline(never)
  @usableFromInline
  func resizeCarefully(_ block: inout Block, byteCount: Int, isArena: Bool) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    if isArena, unsafe pointee.status == Status.idle { unsafe lend(from: pointee.cursor) }
    if unsafe isLent && !isUncounted && !pointee.isAsking, unsafe Bumping.isLast(block, before: pointee.cursor) {
      var end = unsafe pointee.chunkEnd
      guard unsafe resizeLast(block, byteCount: byteCount, end: &end) else { return false }
      unsafe noteHighWater(pointee.cursor)
      unsafe pointee.cursor = block.address + Bumping.room(for: byteCount)
      unsafe pointee.end = unsafe end
    } else {
      let room = unsafe Bumping.room(for: block.byteCount)
      guard byteCount <= room else { return false }
      if isArena, unsafe depth > 0 {
        unsafe pointee.lending.survivingByteCount -= room - Bumping.room(for: byteCount)
      }
      if unsafe isLent || pointee.lending.hasSurvivors {
        unsafe pointee.returnedByteCount &+= room - Bumping.room(for: byteCount)
      }
    }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Whether the last block can have `byteCount` bytes, in a chunk that grows for it where its parent can grow it.
  func resizeLast(_ block: Block, byteCount: Int, end: inout UnsafeMutableRawPointer) -> Bool {
    if unsafe byteCount <= end - block.address { return true }
    guard unsafe extendLastBlock(at: block.address, to: byteCount, before: pointee.cursor) else { return false }
    unsafe end = pointee.chunkEnd
    return true
  }
}

// Lending: whose cursor it is.
extension UnsafeMutablePointer where Pointee == ArenaState {
  /// Puts the cursor of the arena or of the innermost scope into the state, where handles find it.
  func lend(from cursor: UnsafeMutableRawPointer) {
    let depth = unsafe depth
    unsafe pointee.status |= Status.lent | (depth > 0 ? Status.wasLent : 0)
    if depth > 0 { unsafe pointee.outermostStart = pointee.cursor }
    unsafe pointee.cursor = unsafe cursor
    unsafe pointee.end = pointee.chunkEnd
    if unsafe !pointee.lending.hasSurvivors {
      if depth == 0 {
        unsafe resetLending()
      } else {
        unsafe pointee.lending = unsafe Lending(
          depth: depth, start: cursor, chunks: pointee.chunks, byteCount: allocatedByteCount(before: cursor))
      }
      unsafe pointee.returnedByteCount = 0
    } else if unsafe pointee.lending.depth != depth {
      // Two generations of blocks live side by side; from here on neither starts over before the scope closes.
      unsafe pointee.returnedByteCount = Self.uncounted
    } else if depth == 0, unsafe isUncounted {
      // All scopes have closed, and what lives is the arena's own.
      unsafe pointee.returnedByteCount =
        allocatedByteCount(before: cursor) - pointee.lending.byteCount - pointee.lending.survivingByteCount
    }
    unsafe pointee.padded = nil
    if unsafe liveByteCount == 0 { unsafe startOver() }
  }

  /// Takes the cursor out of the state again, which poisons it for the handles that there are.
  ///
  /// In place of a scope's cursor comes again where the outermost scope began: that scope may never have been lent, so
  /// that nothing else puts it there when that scope closes.
  func takeBack() -> UnsafeMutableRawPointer {
    let live = unsafe liveByteCount
    if live == 0 { unsafe startOver() }
    unsafe pointee.lending.hasSurvivors = live != 0
    if unsafe depth == 0 { unsafe pointee.lending.survivingByteCount = live }
    unsafe pointee.status &= ~Status.lent
    unsafe pointee.padded = nil
    let cursor = unsafe pointee.cursor
    unsafe noteHighWater(cursor)
    if unsafe depth > 0 { unsafe pointee.cursor = pointee.outermostStart }
    unsafe pointee.end = pointee.cursor
    return unsafe cursor
  }

  /// The bytes that were allocated since the lending began and not returned.
  private var liveByteCount: Int {
    unsafe allocatedByteCount(before: pointee.cursor) - pointee.lending.byteCount &- pointee.returnedByteCount
  }

  /// Whether no block lives that the arena itself or a handle on it allocated, while no scope is open.
  @usableFromInline
  var isUnused: Bool { unsafe (isUncounted ? pointee.lending.survivingByteCount : liveByteCount) == 0 }

  /// Whether blocks of two generations live side by side, or did in a scope that has closed.
  var isUncounted: Bool { unsafe pointee.returnedByteCount < Self.uncounted / 2 }

  /// A count of returned bytes that no count of allocated ones will equal.
  static var uncounted: Int { .min / 2 }

  /// No block of the lending lives: puts the cursor where it began.
  private func startOver() {
    guard unsafe pointee.cursor != pointee.lending.start || pointee.returnedByteCount != 0 else { return }
    unsafe recordPeak(pointee.cursor)
    unsafe pointee.cursor = pointee.lending.start
    unsafe popChunks(to: pointee.lending.chunks)
    unsafe pointee.end = pointee.chunkEnd
    unsafe pointee.padded = nil
    unsafe pointee.returnedByteCount = 0
  }

  /// The arena's own lending, from its first byte on.
  func resetLending() {
    unsafe pointee.padded = nil
    unsafe pointee.lending = unsafe Lending(depth: 0, start: pointee.firstChunk.baseAddress.unsafelyUnwrapped)
    unsafe pointee.returnedByteCount = 0
  }

  @inline(never)
  @usableFromInline
  func lendScope(_ own: UInt, from cursor: UnsafeMutableRawPointer) {
    let status = unsafe pointee.status
    guard status & ~Status.flags == own else { unsafe stopBecauseAScopeIsOpen(inside: "lent") }
    if status & Status.lent == 0 { unsafe lend(from: cursor) }
  }
}
