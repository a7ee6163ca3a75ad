extension FreeListAllocator where Parent: ~Copyable & ~Escapable {
  /// The record of the first chunk, which is a part of the state.
  @unsafe
  @inlinable
  static func firstChunk(of state: UnsafeMutablePointer<FreeListState>) -> UnsafeMutablePointer<FreeListChunk> {
    unsafe (UnsafeMutableRawPointer(state)).assumingMemoryBound(to: FreeListChunk.self)
  }

  /// Asks the parent for another chunk of blocks.
  ///
  /// The policy tells how many blocks that are. Where the parent refuses so many, half of them are tried, down to one:
  /// a parent with little room left is used up before the pool is.
  ///
  /// - Returns: Whether there are blocks to carve now; otherwise nothing has changed.
  /// - Complexity: O(log blocks) requests of the parent.
  @inlinable
  @inline(never)
  borrowing func grow() -> Bool {
    let growth = unsafe state.pointee.growth
    guard growth != .fixed else { return false }
    let recordByteCount = MemoryLayout<FreeListChunk>.stride
    let stride = unsafe state.pointee.stride
    var count = unsafe max(growth.successor(of: state.pointee.newest.pointee.blockCount), 1)
    while true {
      if let byteCount = FreeListLayout.chunkByteCount(
        blockCount: count, stride: stride, recordByteCount: recordByteCount),
        let chunk = unsafe parentAddress._withNonescapable(
          Parent.self, { unsafe $0.allocateIfPossible(byteCount: byteCount, alignment: blockAlignment) })
      {
        unsafe state.pointee.append(chunk.address, blockCount: count)
        return true
      }
      if count == 1 { return false }
      count /= 2
    }
  }

  /// Gives all chunks but the first back to the parent, without telling the state.
  @inlinable
  borrowing func giveLaterChunksBack() {
    let stride = unsafe state.pointee.stride
    var chunk = unsafe state.pointee.first.next
    while let current = unsafe chunk {
      unsafe chunk = current.pointee.next
      let blocksByteCount = unsafe current.pointee.blockCount * stride
      let block = unsafe Block(
        address: UnsafeMutableRawPointer(current) - blocksByteCount,
        byteCount: blocksByteCount + MemoryLayout<FreeListChunk>.stride, alignment: blockAlignment)
      unsafe parentAddress._withNonescapable(Parent.self) { unsafe $0.deallocate(block) }
    }
  }

  /// Makes all blocks free again, those that are in use, too.
  ///
  /// Nothing that was allocated can be used afterwards. What was allocated through a handle is known to be gone, since
  /// the compiler refuses to reset a pool that is borrowed. Blocks are given out in the order of their addresses again.
  ///
  /// - Parameter keepingCapacity: Whether the chunks that the pool grew by are kept, which is the default; otherwise
  ///   they return to the parent.
  /// - Complexity: O(1), or O(chunks) when the capacity is not kept.
  @inlinable
  public mutating func reset(keepingCapacity: Bool = true) {
    // Through a constant: the thread sanitizer's instrumentation of `state.pointee` in a `mutating` method of a
    // nonescapable type does not compile.
    let state = unsafe state
    if !keepingCapacity {
      giveLaterChunksBack()
      unsafe state.pointee.forgetLaterChunks(first: Self.firstChunk(of: state))
    }
    unsafe state.pointee.reset(to: Self.firstChunk(of: state))
  }
}
