/// An allocator that spends a ``Budget``, which others may spend, too.
///
/// Choose it for limits that are shared, nest by more than one path, or change while blocks live; a ``LimitedAllocator``
/// is faster where one allocator has one fixed limit.
///
/// A call costs an addition and a comparison for each budget on the way up, not inlined. It takes one reference beside its
/// base. The base is charged for the bytes asked for, before it is asked, so that ``Budget/whenShort`` may free through
/// this very allocator.
///
/// Everything is passed on to the base, and it is a `BlockOwner` where the base is; it can be copied and escape where the
/// base can, and copies spend the same budget. It cannot deallocate by address, nor be reset, since it must know the sizes
/// to be credited. It refuses what the base refuses, and what a budget refuses.
///
/// Each operation is O(budgets above) and at most one call of the base, and a request or a growth costs what the calls
/// of `whenShort` cost, too, unless it says otherwise.
@frozen
public struct BudgetedAllocator<Base: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  public var _base: Base
  /// What is spent.
  public let budget: Budget

  /// Spends `budget` for blocks of `base`.
  ///
  /// - Parameters:
  ///   - base: Where the memory comes from.
  ///   - budget: What is spent.
  @_lifetime(copy base)
  @inlinable
  public init(_ base: consuming Base, by budget: Budget) {
    _base = base
    self.budget = budget
  }
}

extension BudgetedAllocator: Copyable where Base: Copyable & ~Escapable {}
extension BudgetedAllocator: Escapable where Base: Escapable & ~Copyable {}
extension BudgetedAllocator: Allocator where Base: ~Copyable & ~Escapable {}
extension BudgetedAllocator: BlockOwner where Base: BlockOwner & ~Copyable & ~Escapable {}

extension BudgetedAllocator: ForwardingAllocator where Base: ~Copyable & ~Escapable {
  /// Allocates a block of the base, or returns `nil` when the base refuses or a budget does.
  ///
  /// - Complexity: O(budgets above) and that of the base.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard budget.charge(byteCount) else { return nil }
    if let block = unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) {
      return unsafe block
    }
    budget.cancel(byteCount)
    return nil
  }

  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard budget.charge(byteCount) else { return nil }
    if let block = unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) {
      return unsafe block
    }
    budget.cancel(byteCount)
    return nil
  }

  @inlinable
  public borrowing func deallocate(_ block: Block) {
    let byteCount = unsafe block.byteCount
    unsafe _base.deallocate(block)
    budget.uncharge(byteCount)
  }

  /// Succeeds when the base can resize the block where it stands, within the budget.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe change(&block, to: byteCount) { block, base in unsafe base.resize(&block, byteCount: byteCount) }
  }

  /// Resizes or moves the block within the base and the budget. A move counts the block once.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe change(&block, to: byteCount) { block, base in
      unsafe base.reallocateIfPossible(&block, byteCount: byteCount)
    }
  }

  /// Reserves what a block grows by before it does, or releases what it shrank by.
  @inlinable
  borrowing func change(
    _ block: inout Block, to byteCount: Int, _ operation: (inout Block, borrowing Base) -> Bool
  ) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    let growth = unsafe byteCount - block.byteCount
    if growth > 0, !budget.charge(growth) { return false }
    let succeeds = unsafe operation(&block, _base)
    if growth > 0 && !succeeds { budget.cancel(growth) }
    if growth < 0 && succeeds { budget.uncharge(-growth) }
    return succeeds
  }

  /// The base's good size, but no more than the budgets allow for what is within them.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    min(_base.goodByteCount(for: byteCount, alignment: alignment), max(byteCount, budget.smallestLimit))
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    byteCount > budget.smallestLimit || _base.supports(byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation(
        "BudgetedAllocator", wrapping: _base.explain(), role: "base",
        figures: [("live bytes", budget.liveByteCount), ("remaining bytes", budget.remainingByteCount)])
      explanation.parameters = [("by", "\(budget.limit) bytes")]
      explanation.capabilities.subtract([.isThreadSafe, .locatesBlocks, .resets])
      return explanation
    }
  #endif
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator, spending `budget`, which others may spend, too.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public consuming func budgeted(by budget: Budget) -> BudgetedAllocator<Self> { BudgetedAllocator(self, by: budget) }
}
