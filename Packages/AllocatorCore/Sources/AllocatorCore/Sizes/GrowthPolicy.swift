/// How much memory an owner asks its parent for when what it has is used up.
@frozen
public enum GrowthPolicy: Equatable, Hashable, Sendable {
  /// Nothing: the owner has what it was created with, and then refuses.
  case fixed
  /// As much as at first, every time.
  case constant
  /// Twice as much as the last time, so that the number of requests grows with the logarithm of the total.
  case doubling

  /// The size to ask for after `byteCount`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func successor(of byteCount: Int) -> Int {
    switch self {
    case .fixed, .constant: byteCount
    case .doubling: byteCount > Int.max / 2 ? byteCount : byteCount * 2
    }
  }
}

extension GrowthPolicy: CustomStringConvertible {
  /// The policy's name.
  public var description: String {
    switch self {
    case .fixed: "fixed"
    case .constant: "constant"
    case .doubling: "doubling"
    }
  }
}
