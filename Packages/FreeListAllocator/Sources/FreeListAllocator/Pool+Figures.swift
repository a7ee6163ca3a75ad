extension Pool where Value: ~Copyable, Parent: ~Copyable & ~Escapable {
  /// For how many values there is room, those that live included.
  @inlinable
  public var capacity: Int { unsafe core.state.pointee.blockCount }

  /// How many values live, in boxes or left in the pool.
  @inlinable
  public var count: Int { unsafe core.state.pointee.liveCount }

  /// How many places are added when the pool is full.
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
      core.explanation(named: "Pool<\(Value.self)>", blockRole: "value")
    }
  #endif
}
