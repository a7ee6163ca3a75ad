/// An allocator with a budget: it refuses what would make its live blocks exceed a number of bytes.
///
/// Choose it to bound what a request, a plug-in or a parser may take. Budgets nest: each counts what goes through it.
///
/// It counts the bytes asked for, exactly, and nothing else: not what the base rounds up to. A call costs one addition,
/// and a comparison when it allocates. The count lives behind a pointer, taken from the platform's heap once.
///
/// Everything is passed on to the base, and it is a `BlockOwner` where the base is. It refuses what the base refuses
/// and what exceeds the budget. It cannot be copied, since a copy would spend the same budget: use `shared()` or
/// `borrowed()` for handles. Stops the program when more bytes come back than are live and, in debug builds, when it is
/// destroyed while some are.
@frozen
public struct LimitedAllocator<Base: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  /// The allocator that the memory comes from.
  public let base: Base
  /// The most bytes that may be live at once.
  public let limit: Int
  @usableFromInline let live = LiveByteCount()

  /// Lets at most `limit` bytes of `base` be live at once.
  ///
  /// - Parameters:
  ///   - limit: The budget, in bytes; zero or more.
  ///   - base: What gives the memory.
  @_lifetime(copy base)
  @inlinable
  public init(_ base: consuming Base, toByteCount limit: Int) {
    precondition(limit >= 0, "the limit of an allocator is negative")
    self.base = base
    self.limit = limit
  }

  /// The size of all live blocks, in bytes.
  @inlinable
  public var liveByteCount: Int { live.value }

  /// What is left of the budget, in bytes.
  @inlinable
  public var remainingByteCount: Int { limit &- live.value }
}

/// A count behind a pointer, so that allocating can be `borrowing`.
///
/// It is a part of its own because of its deinitializer: a generic struct that has one, and stores its base inline,
/// would lose it where generic code destroys it.
@safe
@frozen
@usableFromInline
struct LiveByteCount: ~Copyable {
  @usableFromInline let pointer: UnsafeMutablePointer<Int>

  @inlinable
  init() {
    unsafe pointer = .allocate(capacity: 1)
    unsafe pointer.initialize(to: 0)
  }

  @inlinable
  deinit {
    #if DEBUG || HARDENED
      expectNone()
    #endif
    unsafe pointer.deallocate()
  }

  #if DEBUG || HARDENED
    /// Stops the program when bytes are live still.
    @usableFromInline
    @inline(never)
    borrowing func expectNone() {
      if value != 0 {
        _stop("LimitedAllocator was destroyed while \(value) of its bytes \(value == 1 ? "is" : "are") live")
      }
    }
  #endif

  @inlinable
  var value: Int { unsafe pointer.pointee }

  @inlinable
  borrowing func add(_ byteCount: Int) { unsafe pointer.pointee &+= byteCount }

  @inlinable
  borrowing func subtract(_ byteCount: Int) {
    let rest = unsafe pointer.pointee &- byteCount
    precondition(rest >= 0, "LimitedAllocator was given back more bytes than are live")
    unsafe pointer.pointee = rest
  }
}

extension LimitedAllocator: Escapable where Base: Escapable & ~Copyable {}

extension LimitedAllocator: Allocator where Base: ~Copyable & ~Escapable {
  /// Gives a block of the base, or `nil` when the base refuses or the budget does.
  ///
  /// - Complexity: O(1) and that of the base.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard byteCount <= remainingByteCount,
      let block = unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    else { return nil }
    live.add(byteCount)
    return unsafe block
  }

  /// Gives a zeroed block of the base, or `nil` when the base refuses or the budget does.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard byteCount <= remainingByteCount,
      let block = unsafe base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    else { return nil }
    live.add(byteCount)
    return unsafe block
  }

  /// Gives the block to the base, and its bytes back to the budget.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe live.subtract(block.byteCount)
    unsafe base.deallocate(block)
  }

  /// Succeeds when the base can resize the block where it stands, within the budget.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let growth = unsafe byteCount &- block.byteCount
    guard growth <= remainingByteCount, unsafe base.resize(&block, byteCount: byteCount) else { return false }
    live.add(growth)
    return true
  }

  /// Resizes or moves the block within the base and the budget. A move counts the block once.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    let growth = unsafe byteCount &- block.byteCount
    guard growth <= remainingByteCount, unsafe base.reallocateIfPossible(&block, byteCount: byteCount) else {
      return false
    }
    live.add(growth)
    return true
  }

  /// The base's answer, but no more than the budget for what is within it.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    min(base.goodByteCount(for: byteCount, alignment: alignment), max(byteCount, limit))
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    byteCount > limit || base.supports(byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation(
        "LimitedAllocator", wrapping: base.explain(), role: "base",
        figures: [("live bytes", liveByteCount), ("remaining bytes", remainingByteCount)])
      explanation.parameters = [("to", "\(limit) bytes")]
      explanation.capabilities.remove(.isThreadSafe)
      return explanation
    }
  #endif
}

extension LimitedAllocator: BlockOwner where Base: BlockOwner & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe base.owns(block) }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator with a budget: at most `limit` bytes of it live at once.
  ///
  /// - Parameter limit: The budget, in bytes; zero or more.
  @_lifetime(copy self)
  @inlinable
  public consuming func limited(toByteCount limit: Int) -> LimitedAllocator<Self> {
    LimitedAllocator(self, toByteCount: limit)
  }
}
