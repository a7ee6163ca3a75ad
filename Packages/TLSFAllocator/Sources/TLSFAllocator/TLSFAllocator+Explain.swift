extension TLSFAllocator where Parent: ~Copyable & ~Escapable {
  /// The number of regions.
  ///
  /// - Complexity: O(chunks), as all of these figures but the next one: every chunk is looked at.
  public var regionCount: Int { unsafe state.pointee.figures().regionCount }

  /// The bytes of all regions.
  ///
  /// - Complexity: O(1).
  public var heldByteCount: Int { unsafe state.pointee.heldByteCount }

  /// The number of blocks that live.
  ///
  /// - Complexity: O(chunks).
  public var liveBlockCount: Int { unsafe state.pointee.figures().liveCount }

  /// The bytes of all free chunks, with the word that each block takes.
  ///
  /// - Complexity: O(chunks).
  public var freeByteCount: Int { unsafe state.pointee.figures().freeByteCount }

  /// The size of the largest block that there is room for, in bytes.
  ///
  /// - Complexity: O(chunks).
  public var largestFreeByteCount: Int { unsafe state.pointee.figures().largestFreeByteCount }

  #if !hasFeature(Embedded)
    /// How it grows, what is in use and free, and the parent.
    ///
    /// - Complexity: O(chunks).
    public borrowing func explain() -> Explanation {
      let figures = unsafe state.pointee.figures()
      return Explanation(
        "TLSFAllocator", parameters: unsafe [("growth", "\(state.pointee.growth)")],
        capabilities: [.owns, .resizesInPlace, .resets, .releasesUnused],
        figures: [
          ("live", figures.liveCount), ("regions", figures.regionCount), ("held bytes", figures.heldByteCount),
          ("free bytes", figures.freeByteCount), ("largest free bytes", figures.largestFreeByteCount),
        ],
        parts: [("parent", unsafe parentAddress._withNonescapable(Parent.self) { $0.explain() })])
    }
  #endif
}
