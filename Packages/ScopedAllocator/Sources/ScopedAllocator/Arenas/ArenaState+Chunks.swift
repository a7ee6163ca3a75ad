// The chunks in use, newest first, and those that are spare.
extension UnsafeMutablePointer where Pointee == ArenaState {
  /// Makes `chunk` the current one.
  func push(_ chunk: UnsafeMutablePointer<Chunk>, from cursor: UnsafeMutableRawPointer) {
    unsafe recordPeak(cursor)
    unsafe chunk.pointee.isDedicated = false
    if let current = unsafe pointee.current {
      unsafe current.pointee.usedEnd = unsafe cursor
    } else {
      unsafe pointee.firstUsedEnd = unsafe cursor
    }
    unsafe link(chunk, from: cursor)
    unsafe pointee.byteCountElsewhere = allocatedByteCount(before: cursor)
    unsafe pointee.current = unsafe chunk
    unsafe pointee.padded = nil
    unsafe pointee.start = chunk.pointee.start
    unsafe pointee.highWater = chunk.pointee.start
    unsafe limitEnd(to: chunk.pointee.end)
  }

  /// Puts one block into `chunk`; what is left of the current chunk goes on being used.
  func pushDedicated(
    _ chunk: UnsafeMutablePointer<Chunk>, size: Int, alignment: Int, from cursor: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    unsafe recordPeak(cursor)
    unsafe chunk.pointee.isDedicated = true
    unsafe chunk.pointee.byteCount = size
    unsafe chunk.pointee.usedEnd = chunk.pointee.end
    unsafe link(chunk, from: cursor)
    unsafe pointee.byteCountElsewhere += size
    unsafe limitEnd(to: pointee.chunkEnd)
    return unsafe chunk.pointee.start.alignedUp(toMultipleOf: alignment)
  }

  /// Puts `chunk` on the list, and marks the innermost scope when this is the first that it has to undo.
  private func link(_ chunk: UnsafeMutablePointer<Chunk>, from cursor: UnsafeMutableRawPointer) {
    unsafe chunk.pointee.below = position(cursor)
    unsafe chunk.pointee.previous = pointee.chunks
    if unsafe needsMark { unsafe addMark(at: UnsafeMutableRawPointer(chunk)) }
    unsafe pointee.chunks = unsafe chunk
    unsafe pointee.tree.insert(chunk)
  }

  private static func mark(in chunk: UnsafeMutablePointer<Chunk>) -> UnsafeMutablePointer<ScopeMark> {
    unsafe UnsafeMutableRawPointer(chunk).assumingMemoryBound(to: ScopeMark.self)
  }

  /// Takes the newest chunk out of use, which is in the tree no longer.
  private func pop(_ chunk: UnsafeMutablePointer<Chunk>) {
    let below = unsafe chunk.pointee.below
    unsafe pointee.chunks = chunk.pointee.previous
    if unsafe chunk.pointee.isDedicated {
      unsafe pointee.byteCountElsewhere -= chunk.pointee.byteCount
    } else {
      unsafe pointee.current = unsafe below.chunk
      unsafe pointee.start = unsafe below.start
      unsafe pointee.highWater = unsafe below.cursor
      unsafe pointee.padded = unsafe below.padded
      unsafe pointee.byteCountElsewhere -= below.cursor - below.start
    }
    unsafe pointee.chunkEnd = unsafe below.end
    if unsafe pointee.marks == Self.mark(in: chunk) {
      unsafe pointee.marks = pointee.marks.unsafelyUnwrapped.pointee.previous
      unsafe pointee.status &= ~Status.marked
    }
    unsafe pointee.spares.insert(chunk)
  }

  /// Takes the chunks out of use that are newer than `target`, and releases what was not needed lately.
  ///
  /// - Complexity: O(log chunks) for each of them, expected, but O(1) where all come out of use; and the parent's cost for
  ///   those that return to it.
  @inline(never)
  func popChunks(to target: UnsafeMutablePointer<Chunk>?) {
    guard unsafe pointee.chunks != target else { return }
    unsafe noteUse()
    // At once, so that a reset takes no search for each chunk.
    if unsafe target == nil { unsafe pointee.tree.removeAll() }
    while let chunk = unsafe pointee.chunks, unsafe chunk != target {
      if unsafe target != nil { unsafe pointee.tree.remove(chunk) }
      unsafe pop(chunk)
    }
    unsafe trim()
  }

  /// The same of all chunks, for a reset: what is kept becomes less also where none came into use since the last one.
  @usableFromInline
  func popAllChunks() {
    if unsafe pointee.chunks != nil {
      unsafe popChunks(to: nil)
    } else if unsafe !pointee.spares.isEmpty {
      unsafe keepLess()
    }
  }

  @inline(never)
  private func keepLess() {
    unsafe noteUse()
    unsafe trim()
  }

  /// Takes the newest chunks of the lending out of use that nothing lives in.
  func popEmptyChunks() {
    while let chunk = unsafe pointee.chunks, unsafe chunk != pointee.lending.chunks,
      unsafe !chunk.pointee.isDedicated, unsafe pointee.cursor == pointee.start
    {
      // Before chunks return to the parent, which may call back.
      unsafe pointee.cursor = chunk.pointee.below.cursor
      unsafe popChunks(to: chunk.pointee.previous)
    }
  }

  /// Whether `chunk` holds the mark of the innermost scope, and that leads to owners or destructors: these may lie in
  /// any chunk, and find it here until the scope closes.
  private func holdsNeededMark(_ chunk: UnsafeMutablePointer<Chunk>) -> Bool {
    guard let mark = unsafe pointee.marks, unsafe mark == Self.mark(in: chunk) else { return false }
    return unsafe mark.pointee.ownerCount != 0 || mark.pointee.kept != nil
      || mark.pointee.destructors != pointee.destructors
  }

  /// Takes the newest chunk out of use when it is there for `block` alone.
  func popDedicatedChunk(of block: Block) -> Bool {
    guard let chunk = unsafe pointee.chunks, unsafe chunk != pointee.lending.chunks,
      unsafe chunk.pointee.isDedicated, unsafe !holdsNeededMark(chunk),
      unsafe Self.contains(block, from: chunk.pointee.start, to: chunk.pointee.end)
    else { return false }
    unsafe recordPeak(pointee.cursor)
    // What the block lost by shrinking was noted as returned.
    unsafe pointee.returnedByteCount &-= chunk.pointee.byteCount - Bumping.room(for: block.byteCount)
    unsafe popChunks(to: chunk.pointee.previous)
    return true
  }

  func position(_ cursor: UnsafeMutableRawPointer) -> Chunk.Position {
    unsafe Chunk.Position(
      chunk: pointee.current, start: pointee.start, end: pointee.chunkEnd, cursor: cursor, padded: pointee.padded)
  }

  /// Sets the end of the current chunk so that the byte limit holds to the byte.
  func limitEnd(to end: UnsafeMutableRawPointer) {
    let allowed = unsafe SizeArithmetic.roundedDown(
      pointee.byteLimit - pointee.byteCountElsewhere, toMultipleOf: ArenaState.minimumAlignment)
    unsafe pointee.chunkEnd = unsafe end - pointee.start <= allowed ? end : pointee.start + allowed
  }

  func recordPeak(_ cursor: UnsafeMutableRawPointer) {
    let top = unsafe max(pointee.highWater, cursor)
    unsafe pointee.recordedPeak = max(pointee.recordedPeak, allocatedByteCount(before: top))
    unsafe pointee.highWater = unsafe cursor
  }
}

// What is kept. An arena holds at most twice as many bytes as it had in use lately: each time that chunks come out of
// use, and at each reset, what was in use then counts, and what was in use before counts a sixteenth less.
extension UnsafeMutablePointer where Pointee == ArenaState {
  func noteUse() {
    let used = unsafe pointee.capacity - pointee.spares.byteCount
    unsafe pointee.recentCapacity = max(used, pointee.recentCapacity - pointee.recentCapacity / 16)
  }

  /// Counts what is in use as what was in use lately, and releases what was not: what a reset does, while blocks live.
  ///
  /// - Complexity: O(1), and the parent's cost for each chunk that returns to it.
  func decay() {
    let start = unsafe pointee.firstChunk.baseAddress.unsafelyUnwrapped
    let top = unsafe pointee.current == nil ? max(pointee.highWater, pointee.cursor) : pointee.firstUsedEnd
    unsafe recordPeak(pointee.cursor)
    unsafe noteUse()
    unsafe trim()
    unsafe trimFirstChunk(used: top - start)
  }

  func trim() {
    unsafe releaseSpareChunks(downTo: pointee.recentCapacity > Int.max / 2 ? .max : 2 * pointee.recentCapacity)
  }

  /// Returns spare chunks to the parent, large ones first, until all chunks together have at most `capacity` bytes.
  @usableFromInline
  func releaseSpareChunks(downTo capacity: Int) {
    while unsafe pointee.capacity > capacity, let chunk = unsafe pointee.spares.removeLargest() {
      unsafe release(chunk)
    }
  }

  /// Returns all spare chunks to the parent.
  ///
  /// - Returns: How many bytes these were.
  @discardableResult
  @usableFromInline
  func releaseSpareChunks() -> Int {
    var byteCount = 0
    while let chunk = unsafe pointee.spares.removeLargest() {
      unsafe byteCount += chunk.pointee.block.byteCount
      unsafe release(chunk)
    }
    return byteCount
  }

  /// Returns a chunk to the parent, which may call back as when it is asked.
  private func release(_ chunk: UnsafeMutablePointer<Chunk>) {
    unsafe pointee.capacity -= chunk.pointee.capacity
    let block = unsafe chunk.move().block
    let end = unsafe beginAsking()
    unsafe pointee.parent.deallocate(self, block)
    unsafe endAsking(end)
  }

  /// Whether `block` lies in what was allocated in the chunks that are not current.
  @inline(never)
  @usableFromInline
  func ownsElsewhere(_ block: Block) -> Bool {
    if unsafe pointee.current != nil {
      let start = unsafe pointee.firstChunk.baseAddress.unsafelyUnwrapped
      if unsafe Self.contains(block, from: start, to: pointee.firstUsedEnd) { return true }
    }
    guard let chunk = unsafe pointee.tree.last(notAbove: UInt(bitPattern: block.address)),
      unsafe chunk != pointee.current
    else {
      return false
    }
    return unsafe Self.contains(block, from: chunk.pointee.start, to: chunk.pointee.usedEnd)
  }
}
