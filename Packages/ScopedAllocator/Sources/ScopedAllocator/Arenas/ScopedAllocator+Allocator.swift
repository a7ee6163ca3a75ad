extension ScopedAllocator: Allocator, BlockOwner where Parent: ~Copyable & ~Escapable {
  /// Allocates the next `byteCount` bytes; `nil` when they do not fit and the arena cannot grow.
  ///
  /// - Complexity: O(1): an addition and a comparison. When a chunk is added, that of the parent.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    let block = unsafe state.allocate(byteCount: byteCount, alignment: alignment, isArena: true)
    #if DEBUG || HARDENED
      if let block = unsafe block { unsafe liveBlocks.insert(block) }
    #endif
    return unsafe block
  }

  /// Deallocates a block: at once if it is the last one, otherwise when everything ends.
  ///
  /// - Complexity: O(1), and the parent's cost when chunks return to it.
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe liveBlocks.remove(block, of: "ScopedAllocator", isOwned: state.holds(block))
    unsafe state.deallocate(block, isArena: true)
  }

  /// Grows or shrinks the last block; any other one only shrinks, which always succeeds.
  ///
  /// - Complexity: O(1), and the parent's cost when it grows the chunk.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe liveBlocks.check(block, of: "ScopedAllocator", isOwned: state.holds(block))
    guard unsafe state.resize(&block, byteCount: byteCount, isArena: true) else { return false }
    unsafe liveBlocks.update(block)
    return true
  }

  /// `byteCount` rounded up to a multiple of 8.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    ArenaState.goodByteCount(for: byteCount, alignment: alignment)
  }

  /// Returns the chunks to the parent that are kept for reuse, and what the first one grew by and does not use.
  ///
  /// - Returns: The bytes that were returned.
  /// - Complexity: O(chunks that were kept).
  @inlinable
  public borrowing func releaseUnused() -> Int { unsafe state.releaseUnused() }

  /// Whether `block` lies in what this arena has allocated.
  ///
  /// - Complexity: O(1) for the current chunk, O(log chunks) otherwise.
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe state.owns(block, before: state.pointee.cursor) }

  #if !hasFeature(Embedded)
    /// What the arena is, how large, how full, and where its chunks come from.
    ///
    /// - Complexity: O(1), and that of the parent.
    public borrowing func explain() -> Explanation {
      let address = unsafe Self.parentAddress(of: state)
      let explanation = unsafe address._withNonescapable(Parent.self) { parent in parent.explain() }
      let limit = unsafe state.pointee.byteLimit
      return unsafe Explanation(
        "ScopedAllocator",
        parameters: [("growth", state.pointee.growth.description)]
          + (limit == .max ? [] : [("limit", "\(limit) bytes")]),
        capabilities: [.owns, .resizesInPlace, .resets, .releasesUnused],
        figures: [("capacity", capacity), ("allocated", allocatedByteCount), ("peak", peakByteCount)],
        parts: [("parent", explanation)])
    }
  #endif
}

extension ScopedAllocator: ResettableAllocator where Parent: ~Copyable & ~Escapable {
  /// Ends everything that was allocated, blocks that are in use, too, and keeps the chunks.
  ///
  /// - Complexity: O(chunks and values to destroy).
  @unsafe
  @inlinable
  public mutating func unsafelyReset() { endEverything() }

  /// Ends everything that was allocated, blocks that are in use, too: nothing that was allocated can be used afterwards.
  ///
  /// - Parameter keepingCapacity: As in ``ScopedAllocator/reset(keepingCapacity:)``.
  /// - Complexity: O(chunks and values to destroy).
  @unsafe
  @inlinable
  public mutating func unsafelyReset(keepingCapacity: Bool) {
    endEverything()
    if !keepingCapacity { unsafe state.releaseUnused() }
  }
}
