// What opening, closing and keeping a scope do beyond a comparison. Cursors come and go by value, so that a scope is
// never in memory for their sake.
extension UnsafeMutablePointer where Pointee == ArenaState {
  /// Makes the arena ready for a scope that is not open yet: it may have been used as an allocator meanwhile.
  @inline(never)
  @usableFromInline
  func openCarefully() {
    if unsafe depth > 0 { _stop("a scope of a ScopedAllocator was opened while another scope of it is open") }
    unsafe expectNoOpenScope(event: "to open a scope")
    _ = unsafe takeBack()
  }

  /// Allocates for the scope whose status is `own` and whose cursor is `cursor`, if it is the innermost one.
  @inline(never)
  @usableFromInline
  func allocateCarefully(
    byteCount: Int, alignment: Int, for own: UInt, from cursor: UnsafeMutableRawPointer
  ) -> Grant {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return unsafe grant(byteCount: byteCount, alignment: alignment, from: enter(own, at: cursor))
  }

  /// The cursor of the scope whose status is `own`, which must be the innermost one; a handle that has it loses it.
  @inline(never)
  @usableFromInline
  func enter(_ own: UInt, at cursor: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    guard unsafe pointee.status & ~Status.flags == own else { unsafe stopBecauseAScopeIsOpen(inside: "used") }
    return unsafe isLent ? takeBack() : cursor
  }

  /// Closes the scope whose status is `own`: runs its destructors, and takes its chunks out of use.
  ///
  /// - Parameters:
  ///   - outer: The status to go back to.
  ///   - cursor: Where it is.
  @inline(never)
  @usableFromInline
  func closeCarefully(_ own: UInt, outer: UInt, cursor: UnsafeMutableRawPointer) {
    if unsafe pointee.status == own | Status.marked, unsafe closeWithoutUndoing(outer: outer, cursor: cursor) { return }
    guard unsafe pointee.status & ~Status.flags == own else { unsafe stopBecauseAScopeIsOpen(inside: "closed") }
    unsafe recordPeak(isLent ? takeBack() : cursor)
    if unsafe pointee.status & Status.marked != 0 { unsafe undo() }
    unsafe endLending()
    unsafe pointee.status = outer
  }

  /// Closes the innermost scope if its mark is there to count owners only, and none lives.
  private func closeWithoutUndoing(outer: UInt, cursor: UnsafeMutableRawPointer) -> Bool {
    let mark = unsafe pointee.marks.unsafelyUnwrapped
    guard unsafe mark.pointee.chunks == pointee.chunks, unsafe mark.pointee.destructors == pointee.destructors,
      unsafe mark.pointee.ownerCount == 0, unsafe mark.pointee.kept == nil
    else { return false }
    unsafe pointee.marks = unsafe mark.pointee.previous
    unsafe noteHighWater(cursor)
    unsafe pointee.status = outer
    return true
  }

  /// Undoes what the mark of the innermost scope leads back from.
  private func undo() {
    let mark = unsafe pointee.marks.unsafelyUnwrapped
    unsafe pointee.marks = unsafe mark.pointee.previous
    // A value deep in a tree may hold the scope and boxes of it: these wait for the value.
    if unsafe mark.pointee.ownerCount > 0 { _destroyWaitingParts() }
    unsafe runDestructors(to: mark.pointee.destructors)
    #if !(DEBUG || HARDENED) || hasFeature(Embedded)
      // Other builds find out next, from the record of all values, and say which one it is.
      unsafe mark.expectNoOwners()
    #endif
    unsafe popChunks(to: mark.pointee.chunks)
  }

  /// Forgets what is known of the blocks of the innermost scope's handles.
  private func endLending() {
    if unsafe pointee.status & Status.wasLent != 0, unsafe pointee.lending.depth == depth { unsafe resetLending() }
  }

  /// Prepares the scope whose status is `own` to be closed without undoing anything: what it has to undo becomes that
  /// of the scope around it.
  ///
  /// - Returns: Its cursor, and the flags that the scope around it gets.
  @inline(never)
  @usableFromInline
  func willKeep(
    _ own: UInt, outer: UInt, cursor: UnsafeMutableRawPointer
  ) -> (cursor: UnsafeMutableRawPointer, flags: UInt) {
    let cursor = unsafe enter(own, at: cursor)
    unsafe endLending()
    var flags: UInt = 0
    if unsafe pointee.status & Status.marked != 0 {
      if outer & Status.marked == 0 {
        flags = Status.marked
      } else {
        let mark = unsafe pointee.marks.unsafelyUnwrapped
        unsafe pointee.marks = mark.pointee.previous
        unsafe pointee.marks.unsafelyUnwrapped.keepOwners(of: mark)
      }
    }
    unsafe pointee.status = own
    return unsafe (cursor, flags)
  }

  /// Stops the program when a scope is open, or while the parent is asked, which may call back.
  @usableFromInline
  func expectNoOpenScope(event: StaticString) {
    if unsafe pointee.isAsking { _stop("a ScopedAllocator was \(event) while it asks its parent for memory") }
    if unsafe pointee.status >= Status.open { unsafe stopBecauseAScopeIsOpen(event) }
  }

  @inline(never)
  func stopBecauseAScopeIsOpen(_ event: StaticString) -> Never {
    let depth = unsafe depth
    _stop("a ScopedAllocator was \(event) while \(depth) of its scopes \(depth == 1 ? "is" : "are") open")
  }

  @inline(never)
  func stopBecauseAScopeIsOpen(inside event: StaticString) -> Never {
    _stop("a scope of a ScopedAllocator was \(event) while a scope inside it is open")
  }

  /// Ends everything, newest first; no scope is open.
  @usableFromInline
  func removeAll() {
    let start = unsafe pointee.firstChunk.baseAddress.unsafelyUnwrapped
    let top = unsafe pointee.current == nil ? max(pointee.highWater, pointee.cursor) : pointee.firstUsedEnd
    unsafe recordPeak(pointee.cursor)
    unsafe runDestructors(to: nil)
    unsafe popAllChunks()
    unsafe pointee.cursor = unsafe start
    unsafe trimFirstChunk(used: top - start)
    unsafe pointee.end = unsafe isLent ? pointee.chunkEnd : start
    unsafe resetLending()
  }
}
