// The free list itself, without any check.
extension FreeListAllocator where Parent: ~Copyable & ~Escapable {
  /// Takes the block that was freed last, or else another one.
  @unsafe
  @inline(always)
  @inlinable
  borrowing func takeBlock() -> UnsafeMutableRawPointer? {
    let head = unsafe state.pointee.head
    guard _fastPath(unsafe head != nil), let head = unsafe head else {
      return unsafe state.pointee.canRefill ? takeFreshBlock() : nil
    }
    unsafe state.pointee.head = head.load(as: UnsafeMutableRawPointer?.self)
    return unsafe head
  }

  /// The list is empty: carves a block, and grows when there is none to carve.
  @unsafe
  @inlinable
  @inline(never)
  borrowing func takeFreshBlock() -> UnsafeMutableRawPointer? {
    if let block = unsafe state.pointee.carve() { return unsafe block }
    return grow() ? unsafe state.pointee.carve() : nil
  }
}
