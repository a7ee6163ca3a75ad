extension FreeListAllocator where Parent: ~Copyable & ~Escapable {
  /// How many blocks the pool has, in use and free.
  @inlinable
  public var blockCount: Int { unsafe state.pointee.blockCount }

  /// How many blocks are free.
  ///
  /// - Complexity: O(free blocks): they are counted when asked for, so that allocating costs nothing more.
  public var freeBlockCount: Int { unsafe state.pointee.freeBlockCount() }

  /// How many blocks are in use.
  ///
  /// - Complexity: O(free blocks), as for ``freeBlockCount``.
  public var liveBlockCount: Int { blockCount - freeBlockCount }

  /// The distance from one block to the next, in bytes: the memory that one block takes.
  @inlinable
  public var blockStride: Int { unsafe state.pointee.stride }

  /// How many blocks are added when all are used up.
  @inlinable
  public var growth: GrowthPolicy { unsafe state.pointee.growth }

  /// The memory that the pool has from its parent, in bytes.
  ///
  /// - Complexity: O(chunks).
  public var heldByteCount: Int {
    let laterChunkCount = unsafe state.pointee.chunkCount() - 1
    return blockCount * blockStride + FreeListLayout.headerByteCount(parent: Parent.self)
      + laterChunkCount * MemoryLayout<FreeListChunk>.stride
  }

  #if !hasFeature(Embedded)
    /// The pool's sizes, its live figures, and its parent.
    ///
    /// - Complexity: O(free blocks).
    public borrowing func explain() -> Explanation {
      explanation(named: "FreeListAllocator", blockRole: "block")
    }

    borrowing func explanation(named name: String, blockRole: String) -> Explanation {
      let free = freeBlockCount
      return Explanation(
        name,
        parameters: [
          (blockRole, "\(blockByteCount) bytes"), ("stride", "\(blockStride) bytes"), ("growth", "\(growth)"),
        ],
        capabilities: [.owns, .resizesInPlace], maximumAlignment: blockAlignment,
        figures: [
          ("live", blockCount - free), ("free", free), ("blocks", blockCount),
          ("chunks", unsafe state.pointee.chunkCount()), ("held bytes", heldByteCount),
        ],
        parts: [("parent", unsafe parentAddress._withNonescapable(Parent.self) { $0.explain() })])
    }
  #endif
}
