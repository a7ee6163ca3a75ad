/// An allocator that refuses some requests on purpose and passes all others on.
///
/// Choose it to see what a program, a container or another allocator does when memory runs out at the worst moment. It
/// costs one call and a counter for each request, and no byte. Requests that need memory count: allocations, zeroed or
/// not, and reallocations to a larger size. Freeing, shrinking and resizing in place are passed on to the parent and
/// never fail on purpose.
///
/// ```swift
/// let plan = FailurePlan(.every(3))
/// let memory = FailingAllocator(SystemAllocator(), plan)
/// ```
@frozen
public struct FailingAllocator<Parent: Allocator & ~Copyable>: ~Copyable {
  @usableFromInline let parent: Parent
  /// Which requests are refused, and how many were.
  public let plan: FailurePlan

  /// An allocator over `parent` that follows `plan`.
  @inlinable
  public init(_ parent: consuming Parent, _ plan: FailurePlan) {
    self.parent = parent
    self.plan = plan
  }
}

extension FailingAllocator: Copyable where Parent: Copyable {}

extension FailingAllocator: Allocator where Parent: ~Copyable {
  /// Refuses by the plan, or passes the request on.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    plan.refuses(byteCount: byteCount)
      ? nil : unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe parent.deallocate(block) }
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe parent.resize(&block, byteCount: byteCount)
  }
  /// Refuses growth by the plan, or passes the request on.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe byteCount > block.byteCount && plan.refuses(byteCount: byteCount) { return false }
    return unsafe parent.reallocateIfPossible(&block, byteCount: byteCount)
  }
  /// Refuses by the plan, or passes the request on.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    plan.refuses(byteCount: byteCount)
      ? nil : unsafe parent.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    parent.goodByteCount(for: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    parent.supports(byteCount: byteCount, alignment: alignment)
  }
  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation(
        "FailingAllocator", wrapping: parent.explain(), role: "parent",
        figures: [("requests", plan.callCount), ("refused", plan.failureCount)])
      explanation.capabilities.remove(.isThreadSafe)  // the plan counts without a lock
      return explanation
    }
  #endif
}

extension FailingAllocator: BlockOwner where Parent: BlockOwner & ~Copyable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe parent.owns(block) }
}
