extension Pool where Value: ~Copyable, Parent: ~Copyable & ~Escapable {
  /// For how many values there is room, those that live included.
  @inlinable
  public var capacity: Int { blocks.blockCount }

  /// How many values live.
  ///
  /// - Complexity: O(capacity - count): free places are counted when asked for, so that making a value costs nothing
  ///   more.
  public var count: Int { blocks.liveBlockCount }

  /// How many places are added when the pool is full.
  @inlinable
  public var growth: GrowthPolicy { blocks.growth }

  /// The memory that the pool has from its parent, in bytes.
  public var heldByteCount: Int { blocks.heldByteCount }

  #if !hasFeature(Embedded)
    /// The pool's sizes, its live figures, and its parent.
    ///
    /// - Complexity: O(capacity - count).
    public borrowing func explain() -> Explanation {
      blocks.explanation(named: "Pool<\(Value.self)>", blockRole: "value")
    }
  #endif
}
