/// An allocator that refuses some requests on purpose and passes all others on.
///
/// Choose it to see what a program, a container or another allocator does when memory runs out at the worst moment. It
/// costs one call and a counter for each request, and no byte. Requests that need memory count: allocations, zeroed or
/// not, each block of those by the *n*, and reallocations to a larger size. Deallocating, shrinking and resizing in
/// place are passed on to the base and never fail on purpose.
///
/// ```swift
/// let plan = FailurePlan(.every(3))
/// let memory = SystemAllocator().failing(plan)
/// ```
///
/// Each operation is O(1), beside what the base costs, unless it says otherwise.
@frozen
public struct FailingAllocator<Base: Allocator & ~Copyable>: ~Copyable {
  @usableFromInline var base: Base
  /// Which requests are refused, and how many were.
  public let plan: FailurePlan

  /// An allocator over `base` that follows `plan`.
  @inlinable
  public init(_ base: consuming Base, _ plan: FailurePlan) {
    self.base = base
    self.plan = plan
  }

  @inlinable
  public var _base: Base {
    _read { yield base }
  }
}

extension FailingAllocator: Copyable where Base: Copyable {}

extension FailingAllocator: Allocator where Base: ~Copyable {}

extension FailingAllocator: ForwardingAllocator where Base: ~Copyable {
  /// Refuses by the plan, or passes the request on.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    plan.refuses(byteCount: byteCount)
      ? nil : unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe base.deallocate(block) }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe base.resize(&block, byteCount: byteCount)
  }

  /// Refuses growth by the plan, or passes the request on.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe byteCount > block.byteCount && plan.refuses(byteCount: byteCount) { return false }
    return unsafe base.reallocateIfPossible(&block, byteCount: byteCount)
  }

  /// Refuses by the plan, or passes the request on.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    plan.refuses(byteCount: byteCount)
      ? nil : unsafe base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation(
        "FailingAllocator", wrapping: base.explain(), role: "base",
        figures: [("requests", plan.callCount), ("refused", plan.failureCount)])
      explanation.capabilities.remove(.isThreadSafe)  // the plan counts without a lock
      return explanation
    }
  #endif
}

extension FailingAllocator: BlockOwner where Base: BlockOwner & ~Copyable {}

extension FailingAllocator: BlockLocator where Base: BlockLocator & ~Copyable {}

extension FailingAllocator: ResettableAllocator where Base: ResettableAllocator & ~Copyable {
  /// Resets the base.
  @unsafe
  @inlinable
  public mutating func unsafelyReset() { unsafe base.unsafelyReset() }
}

extension Allocator where Self: ~Copyable {
  /// This allocator with refusals on purpose: see ``FailingAllocator``.
  ///
  /// - Parameter plan: Which requests are refused; keep it to change it and to read its counts.
  /// - Complexity: O(1).
  @inlinable
  public consuming func failing(_ plan: FailurePlan) -> FailingAllocator<Self> { FailingAllocator(self, plan) }

  /// This allocator with refusals on purpose, by a rule that stays.
  ///
  /// - Complexity: O(1).
  @inlinable
  public consuming func failing(_ rule: FailureRule) -> FailingAllocator<Self> {
    FailingAllocator(self, FailurePlan(rule))
  }
}
