// The current chunk grows in place where the parent can grow its block, before another one is added. Only the newest chunk
// in use does: the chunks above it remember where it ended.
extension UnsafeMutablePointer where Pointee == ArenaState {
  /// How many bytes the policy says to ask for next.
  var plannedCapacity: Int {
    let last = unsafe max(pointee.current?.pointee.step ?? 0, pointee.firstStep, 64)
    return unsafe pointee.growth == .constant ? max(pointee.initialCapacity, 64) : pointee.growth.successor(of: last)
  }

  /// Grows the current chunk, so that `size` bytes fit that do not fit now, and by `planned` bytes if that is more.
  ///
  /// - Returns: Whether it did; otherwise nothing has changed.
  /// - Complexity: O(1), and one request of the parent.
  func extendCurrentChunk(
    by planned: Int, for size: Int, alignment: Int, at cursor: UnsafeMutableRawPointer
  ) -> Bool {
    let chunkEnd = unsafe pointee.chunkEnd
    let padding = Int(bitPattern: (0 &- UInt(bitPattern: cursor)) & UInt(bitPattern: alignment &- 1))
    let available = unsafe chunkEnd - cursor
    let allowed = unsafe pointee.byteLimit - allocatedByteCount(before: cursor) - available
    guard unsafe pointee.chunks == pointee.current, unsafe pointee.current != nil || pointee.ownsHome,
      let end = SizeArithmetic.sum(padding, size), end - available <= allowed,
      let added = SizeArithmetic.roundedUp(
        max(min(planned, allowed), end - available), toMultipleOf: ArenaState.chunkAlignment)
    else { return false }
    let isPlanned = end - available <= planned
    if let chunk = unsafe pointee.current {
      guard unsafe chunkEnd == chunk.pointee.end,
        let byteCount = unsafe SizeArithmetic.sum(chunk.pointee.block.byteCount, added)
      else { return false }
      var block = unsafe chunk.pointee.block
      guard unsafe askParent(toResize: &block, byteCount) else { return false }
      unsafe chunk.pointee.block = unsafe block
      if isPlanned { unsafe chunk.pointee.step = planned }
      unsafe limitEnd(to: block.endAddress)
    } else {
      guard unsafe chunkEnd == pointee.start + pointee.firstChunk.count, unsafe resizeFirstChunk(by: added) else {
        return false
      }
      if isPlanned { unsafe pointee.firstStep = planned }
      return true
    }
    unsafe pointee.capacity += added
    return true
  }

  /// Grows the current chunk, so that its last block can have `byteCount` bytes.
  ///
  /// - Returns: Whether it did; otherwise nothing has changed.
  @inline(never)
  @usableFromInline
  func extendLastBlock(
    at address: UnsafeMutableRawPointer, to byteCount: Int, before cursor: UnsafeMutableRawPointer
  ) -> Bool {
    guard unsafe pointee.growth != .fixed,
      let room = SizeArithmetic.roundedUp(byteCount, toMultipleOf: ArenaState.minimumAlignment)
    else { return false }
    let size = unsafe room - (cursor - address)
    return unsafe extendCurrentChunk(by: plannedCapacity, for: size, alignment: 1, at: cursor)
      || extendCurrentChunk(by: 0, for: size, alignment: 1, at: cursor)
  }

  /// Grows or shrinks the first chunk, which is the current one.
  private func resizeFirstChunk(by change: Int) -> Bool {
    var home = unsafe pointee.home
    guard let byteCount = unsafe SizeArithmetic.sum(home.byteCount, change),
      unsafe askParent(toResize: &home, byteCount)
    else { return false }
    unsafe pointee.home = unsafe home
    unsafe pointee.firstChunk = UnsafeMutableRawBufferPointer(
      start: pointee.start, count: pointee.firstChunk.count + change)
    unsafe pointee.capacity += change
    unsafe limitEnd(to: home.endAddress)
    return true
  }

  /// Shrinks a first chunk that grew to `byteCount` bytes, or to what it had at first or is in use, if it is the only
  /// chunk in use and no scope is open.
  ///
  /// - Returns: The bytes that were returned to the parent.
  private func shrinkFirstChunk(to byteCount: Int) -> Int {
    guard unsafe pointee.status < Status.open, unsafe pointee.chunks == nil else { return 0 }
    let used =
      unsafe (pointee.cursor - pointee.start + ArenaState.chunkAlignment - 1) & ~(ArenaState.chunkAlignment - 1)
    let kept = unsafe max(byteCount, pointee.initialCapacity, used)
    let excess = unsafe (pointee.firstChunk.count - kept) & ~(ArenaState.chunkAlignment - 1)
    guard excess > 0, unsafe resizeFirstChunk(by: -excess) else { return 0 }
    unsafe pointee.firstStep = min(pointee.firstStep, pointee.firstChunk.count)
    if unsafe isLent { unsafe pointee.end = pointee.chunkEnd }
    return excess
  }

  /// Shrinks the first chunk to twice what was in use of it lately, where no scope is open and no other chunk is in use.
  func trimFirstChunk(used byteCount: Int) {
    guard unsafe pointee.firstChunk.count > pointee.initialCapacity else { return }
    let recent = unsafe max(byteCount, pointee.recentFirstUse - pointee.recentFirstUse / 16)
    unsafe pointee.recentFirstUse = recent
    if recent < .max / 2 { _ = unsafe shrinkFirstChunk(to: 2 * recent) }
  }

  /// Returns all that is not in use to the parent.
  ///
  /// - Returns: How many bytes these were.
  @discardableResult
  @usableFromInline
  func releaseUnused() -> Int { unsafe pointee.isAsking ? 0 : releaseSpareChunks() + shrinkFirstChunk(to: 0) }

  /// Returns what is not in use to the parent, until the arena has at most `capacity` bytes.
  @usableFromInline
  func releaseUnused(downTo capacity: Int) {
    unsafe releaseSpareChunks(downTo: capacity)
    _ = unsafe shrinkFirstChunk(to: capacity)
  }
}
