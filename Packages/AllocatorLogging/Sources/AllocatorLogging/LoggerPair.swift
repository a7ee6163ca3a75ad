/// Two loggers as one: both receive each event, in order.
///
/// Each operation is O(1) and one call of each logger unless it says otherwise.
@frozen
public struct LoggerPair<First: ProxyLogger & ~Copyable, Second: ProxyLogger & ~Copyable>: ~Copyable {
  /// The logger that receives each event first.
  public let first: First
  /// The logger that receives each event second.
  public let second: Second

  /// Reports to `first`, then to `second`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public init(_ first: consuming First, _ second: consuming Second) {
    self.first = first
    self.second = second
  }
}

extension LoggerPair: Copyable where First: Copyable, Second: Copyable {}
extension LoggerPair: Sendable where First: Sendable & ~Copyable, Second: Sendable & ~Copyable {}

extension LoggerPair: ProxyLogger where First: ~Copyable, Second: ~Copyable {
  @inlinable
  public borrowing func didAllocate(_ block: Block) {
    unsafe first.didAllocate(block)
    unsafe second.didAllocate(block)
  }

  @inlinable
  public borrowing func didAllocateZeroed(_ block: Block) {
    unsafe first.didAllocateZeroed(block)
    unsafe second.didAllocateZeroed(block)
  }

  @inlinable
  public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {
    first.didFailToAllocate(byteCount: byteCount, alignment: alignment)
    second.didFailToAllocate(byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func willDeallocate(_ block: Block) {
    unsafe first.willDeallocate(block)
    unsafe second.willDeallocate(block)
  }

  @inlinable
  public borrowing func didReallocate(_ old: Block, to new: Block) {
    unsafe first.didReallocate(old, to: new)
    unsafe second.didReallocate(old, to: new)
  }

  @inlinable
  public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {
    unsafe first.didFailToReallocate(block, byteCount: byteCount)
    unsafe second.didFailToReallocate(block, byteCount: byteCount)
  }

  @inlinable
  public borrowing func didReset() {
    first.didReset()
    second.didReset()
  }

  @inlinable
  public static var isThreadSafe: Bool { First.isThreadSafe && Second.isThreadSafe }

  #if !hasFeature(Embedded)
    public borrowing func figures() -> [(name: String, value: Int)] { first.figures() + second.figures() }
  #endif
}

extension ProxyLogger where Self: ~Copyable {
  /// This logger and `other`: `AllocationStatistics().and(LeakTracker())`. Chains of any length pass each event to all,
  /// in order.
  ///
  /// - Complexity: O(1).
  @inlinable
  public consuming func and<Other: ProxyLogger & ~Copyable>(_ other: consuming Other) -> LoggerPair<Self, Other> {
    LoggerPair(self, other)
  }
}
