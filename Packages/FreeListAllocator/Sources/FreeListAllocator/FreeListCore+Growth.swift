extension FreeListCore where Parent: ~Copyable & ~Escapable {
  /// Asks the parent for another chunk of blocks.
  ///
  /// The policy says how many blocks. A parent that refuses them is asked for twice as many as it allocated
  /// last, and then for half of that, down to one block: a parent with little room left is used up before the pool is,
  /// by few requests, and the policy is followed again as soon as there is room.
  ///
  /// - Returns: Whether there are blocks to carve now; otherwise nothing has changed.
  /// - Complexity: O(log blocks) requests of the parent.
  @inlinable
  @inline(never)
  func grow() -> Bool {
    let growth = unsafe state.pointee.growth
    guard growth != .fixed else { return false }
    let last = unsafe state.pointee.newest.pointee.blockCount
    let count = unsafe max(growth == .constant ? state.pointee.first.blockCount : growth.successor(of: last), 1)
    if addChunk(blockCount: count) { return true }
    var smaller = min(count, GrowthPolicy.doubling.successor(of: max(last, 1)))
    if smaller == count { smaller /= 2 }
    while smaller > 0 {
      if addChunk(blockCount: smaller) { return true }
      smaller /= 2
    }
    return false
  }

  /// Adds a chunk of `blockCount` blocks, unless the parent refuses it.
  @inlinable
  func addChunk(blockCount: Int) -> Bool {
    guard
      let byteCount = unsafe FreeListLayout.chunkByteCount(
        blockCount: blockCount, stride: state.pointee.stride, recordByteCount: MemoryLayout<FreeListChunk>.stride),
      let chunk = unsafe parentAddress._withNonescapable(
        Parent.self, { unsafe $0.allocateIfPossible(byteCount: byteCount, alignment: blockAlignment) })
    else { return false }
    unsafe state.pointee.append(chunk.address, blockCount: blockCount)
    return true
  }

  /// Returns chunks that are linked by `next`, and no longer the pool's, to the parent.
  ///
  /// - Returns: The bytes that were returned.
  @unsafe
  @inlinable
  @discardableResult
  func returnChunks(from first: UnsafeMutablePointer<FreeListChunk>?) -> Int {
    let stride = unsafe state.pointee.stride
    var (chunk, byteCount) = unsafe (first, 0)
    while let current = unsafe chunk {
      unsafe chunk = current.pointee.next
      let blocksByteCount = unsafe current.pointee.blockCount * stride
      let block = unsafe Block(
        address: UnsafeMutableRawPointer(current) - blocksByteCount,
        byteCount: blocksByteCount + MemoryLayout<FreeListChunk>.stride, alignment: blockAlignment)
      byteCount += unsafe block.byteCount
      unsafe parentAddress._withNonescapable(Parent.self) { unsafe $0.deallocate(block) }
    }
    return byteCount
  }

  /// Makes all blocks free again, from the first one on.
  @inlinable
  func freeAll(keepingCapacity: Bool) {
    if !keepingCapacity {
      let later = unsafe state.pointee.first.next
      unsafe state.pointee.forgetLaterChunks(first: Self.firstChunk(of: state))
      unsafe returnChunks(from: later)
    }
    unsafe state.pointee.reset(to: Self.firstChunk(of: state))
  }

  /// Returns the later chunks of which no block is in use to the parent.
  @inlinable
  func releaseUnused() -> Int {
    let unused = unsafe state.pointee.removeUnusedChunks(first: Self.firstChunk(of: state))
    return unsafe returnChunks(from: unused)
  }

  /// The memory that the pool has from its parent, in bytes.
  @usableFromInline
  var heldByteCount: Int {
    unsafe state.pointee.blockCount * state.pointee.stride + FreeListLayout.headerByteCount(parent: Parent.self)
      + (state.pointee.chunkCount() - 1) * MemoryLayout<FreeListChunk>.stride
  }
}
