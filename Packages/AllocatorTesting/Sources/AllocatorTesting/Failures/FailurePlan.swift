/// Which requests a ``FailingAllocator`` refuses.
public enum FailureRule: Sendable {
  /// None.
  case never
  /// The one with this number, counted from one.
  case atCall(Int)
  /// This one and all after it, counted from one.
  case fromCall(Int)
  /// Every one whose number is divisible by this.
  case every(Int)
  /// So many in a hundred, at random.
  case percent(Int, seed: UInt64)
  /// Those of more bytes than this.
  case largerThan(byteCount: Int)
}

/// What a ``FailingAllocator`` does and has done; shared with the test, which keeps it when the allocator is given
/// away.
///
/// Each operation is O(1) unless it says otherwise.
public final class FailurePlan {
  /// Which requests are refused from now on.
  public var rule: FailureRule
  /// How many requests there were.
  public private(set) var callCount = 0
  /// How many of them were refused on purpose.
  public private(set) var failureCount = 0
  private var random: RandomSource

  /// A plan that follows one rule until it is given another.
  public init(_ rule: FailureRule) {
    self.rule = rule
    if case .percent(_, let seed) = rule { random = RandomSource(seed: seed) } else { random = RandomSource(seed: 0) }
  }

  /// Counts a request; whether it has to fail.
  @usableFromInline
  func refuses(byteCount: Int) -> Bool {
    callCount += 1
    let refuses =
      switch rule {
      case .never: false
      case .atCall(let number): callCount == number
      case .fromCall(let number): callCount >= number
      case .every(let number): callCount % number == 0
      case .percent(let percent, _): random.chance(percent)
      case .largerThan(let limit): byteCount > limit
      }
    if refuses { failureCount += 1 }
    return refuses
  }
}
