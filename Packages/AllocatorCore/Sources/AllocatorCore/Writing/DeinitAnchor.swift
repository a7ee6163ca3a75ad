/// A stored field that keeps the `deinit` of a generic noncopyable struct alive.
///
/// Swift 6.3 at `-Onone` skips the `deinit` of a generic noncopyable struct, in other files and modules than its own,
/// when all stored fields turn out trivial after substitution. One stored field of this type makes the aggregate
/// non-trivial, so the `deinit` runs. It takes no room, and no time in optimized builds.
///
/// Every generic owner stores one: `@usableFromInline let anchor = DeinitAnchor()`.
@frozen
public struct DeinitAnchor: ~Copyable, Sendable {
  /// An anchor, for its owner to store.
  ///
  /// - Complexity: O(1).
  @inlinable
  public init() {}
  @inlinable
  deinit {}
}
