extension Scope {
  /// Takes `byteCount` bytes from the current chunk, or from another one if it must.
  @inline(always)
  @inlinable
  borrowing func place(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    guard Bumping.isOrdinary(byteCount: byteCount, alignment: alignment) else {
      return unsafe placeCarefully(byteCount: byteCount, alignment: alignment)
    }
    let old = unsafe Bumping.aligned(cursor.get())
    if unsafe _slowPath(!Bumping.fits(byteCount: byteCount, alignment: alignment, from: old, to: end.get())) {
      // After an inner scope, this is only: take the end back.
      if unsafe state.pointee.status == own { unsafe end.set(state.pointee.chunkEnd) }
      guard unsafe Bumping.fits(byteCount: byteCount, alignment: alignment, from: old, to: end.get()) else {
        return unsafe placeCarefully(byteCount: byteCount, alignment: alignment)
      }
    }
    let address = unsafe Bumping.address(at: old, alignment: alignment)
    unsafe cursor.set(Bumping.cursor(behind: address, byteCount: byteCount))
    return unsafe address
  }

  @inlinable
  borrowing func placeCarefully(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    let grant = unsafe state.allocateCarefully(
      byteCount: byteCount, alignment: alignment, for: own, from: cursor.get())
    unsafe cursor.set(grant.cursor)
    unsafe end.set(grant.end)
    return unsafe grant.address
  }

  /// Makes the cursor and the end those of the innermost scope, which this one must be.
  @inlinable
  borrowing func takeBack() {
    unsafe cursor.set(state.enter(own, at: cursor.get()))
    unsafe end.set(state.pointee.chunkEnd)
  }

  /// Moves the cursor back to the start of the last block; any other block stays where it is until the scope closes.
  @inline(always)
  @inlinable
  borrowing func giveBack(_ block: Block) {
    guard unsafe block.address + Bumping.room(for: block.byteCount) == cursor.get() else { return }
    unsafe moveBack(to: block.address)
  }

  /// Moves the cursor back, unless a scope inside this one is open, which began where it is.
  @inline(always)
  @inlinable
  borrowing func moveBack(to address: UnsafeMutableRawPointer) {
    let old = unsafe cursor.get()
    if unsafe _slowPath(end.get() == old) {
      guard unsafe state.pointee.status & ~(Status.flags & ~Status.lent) == own else { return }
      unsafe end.set(state.pointee.chunkEnd)
    }
    unsafe state.noteHighWater(old)
    unsafe cursor.set(address)
  }

  /// Grows or shrinks the last block; any other one only shrinks.
  @inlinable
  borrowing func resizeInPlace(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    if unsafe Bumping.isLast(block, before: cursor.get()) {
      if unsafe byteCount > block.byteCount {
        if unsafe byteCount > end.get() - block.address {
          takeBack()
          // A handle may have moved the cursor meanwhile.
          guard unsafe Bumping.isLast(block, before: cursor.get()) else { return false }
          if unsafe byteCount > end.get() - block.address {
            guard unsafe state.extendLastBlock(at: block.address, to: byteCount, before: cursor.get()) else {
              return false
            }
            unsafe end.set(state.pointee.chunkEnd)
          }
        }
        unsafe cursor.set(Bumping.cursor(behind: block.address, byteCount: byteCount))
      } else {
        unsafe moveBack(to: block.address + Bumping.room(for: byteCount))
      }
    } else if unsafe byteCount > Bumping.room(for: block.byteCount) {
      return false
    }
    unsafe block.byteCount = byteCount
    return true
  }
}
