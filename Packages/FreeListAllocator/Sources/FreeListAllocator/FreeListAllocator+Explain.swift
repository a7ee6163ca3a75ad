extension FreeListAllocator where Parent: ~Copyable & ~Escapable {
  /// How many blocks the pool has, in use and free.
  @inlinable
  public var blockCount: Int { unsafe core.state.pointee.blockCount }

  /// How many blocks are free.
  @inlinable
  public var freeBlockCount: Int { blockCount - liveBlockCount }

  /// How many blocks are in use.
  @inlinable
  public var liveBlockCount: Int { unsafe core.state.pointee.liveCount }

  /// The distance from one block to the next, in bytes: the memory that one block takes.
  @inlinable
  public var blockStride: Int { unsafe core.state.pointee.stride }

  /// How many blocks are added when all are used up.
  @inlinable
  public var growth: GrowthPolicy { unsafe core.state.pointee.growth }

  /// The memory that the pool has from its parent, in bytes.
  ///
  /// - Complexity: O(chunks).
  public var heldByteCount: Int { core.heldByteCount }

  #if !hasFeature(Embedded)
    /// The pool's sizes, its live figures, and its parent.
    ///
    /// - Complexity: O(chunks).
    public borrowing func explain() -> Explanation {
      core.explanation(named: "FreeListAllocator", blockRole: "block")
    }
  #endif
}

#if !hasFeature(Embedded)
  extension FreeListCore where Parent: ~Copyable & ~Escapable {
    func explanation(named name: String, blockRole: String) -> Explanation {
      let blockCount = unsafe state.pointee.blockCount
      let live = unsafe state.pointee.liveCount
      return Explanation(
        name,
        parameters: [
          (blockRole, "\(blockByteCount) bytes"), ("stride", "\(unsafe state.pointee.stride) bytes"),
          ("growth", "\(unsafe state.pointee.growth)"),
        ],
        capabilities: [.owns, .resizesInPlace, .locatesBlocks, .resets, .releasesUnused],
        maximumAlignment: blockAlignment,
        figures: [
          ("live", live), ("free", blockCount - live), ("blocks", blockCount),
          ("chunks", unsafe state.pointee.chunkCount()), ("held bytes", heldByteCount),
        ],
        parts: [("parent", unsafe parentAddress._withNonescapable(Parent.self) { $0.explain() })])
    }
  }
#endif
