/// An allocator with a budget: it refuses what would make its live blocks exceed a number of bytes.
///
/// Choose it to bound what a request, a plug-in or a parser may take. Limits nest: each counts what goes through it. For
/// limits that are shared, or change while blocks live, take a ``Budget``.
///
/// It counts the bytes asked for, exactly, and nothing else: not what the base rounds up to. A call costs one addition,
/// and a comparison when it allocates. The count lives behind a pointer, taken from the platform's heap once.
///
/// Everything is passed on to the base, and it is a `BlockOwner` or a `ResettableAllocator` where the base is; it cannot
/// deallocate by address, since it must know the size to be credited. It refuses what the base refuses and what exceeds
/// the limit. It cannot be copied, since a copy would spend the same budget: use `shared()` or `borrowed()` for handles.
/// Stops the program when more bytes are returned than are live and, in debug builds, when it is destroyed while some are.
///
/// Each operation is O(1) and at most one call of the base unless it says otherwise.
@frozen
public struct LimitedAllocator<Base: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  /// The allocator that the memory comes from.
  public var _base: Base
  /// The most bytes that may be live at once.
  public let limit: Int
  @usableFromInline let live = LiveByteCount()

  /// Lets at most `limit` bytes of `base` be live at once.
  ///
  /// - Parameters:
  ///   - base: Where the memory comes from.
  ///   - limit: The budget, in bytes; zero or more.
  /// - Complexity: O(1) and one allocation from the platform's heap.
  @_lifetime(copy base)
  @inlinable
  public init(_ base: consuming Base, toByteCount limit: Int) {
    if limit < 0 { _stop("the limit of an allocator is negative") }
    self._base = base
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
    precondition(rest >= 0, "LimitedAllocator was returned more bytes than are live")
    unsafe pointer.pointee = rest
  }

  @inlinable
  borrowing func reset() { unsafe pointer.pointee = 0 }
}

extension LimitedAllocator: Escapable where Base: Escapable & ~Copyable {}
extension LimitedAllocator: Allocator where Base: ~Copyable & ~Escapable {}
extension LimitedAllocator: BlockOwner where Base: BlockOwner & ~Copyable & ~Escapable {}

extension LimitedAllocator: ForwardingAllocator where Base: ~Copyable & ~Escapable {
  /// Allocates a block of the base, or returns `nil` when the base refuses or the limit does.
  ///
  /// - Complexity: O(1) and that of the base.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard byteCount <= remainingByteCount else { return nil }
    // Counted first: the base may call back, such as a budget, and what is asked of this allocator then is within the limit.
    live.add(byteCount)
    if let block = unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) {
      return unsafe block
    }
    live.add(-byteCount)
    return nil
  }

  /// Allocates a zeroed block of the base, or returns `nil` when the base refuses or the limit does.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard byteCount <= remainingByteCount else { return nil }
    live.add(byteCount)
    if let block = unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) {
      return unsafe block
    }
    live.add(-byteCount)
    return nil
  }

  /// Allocates the blocks that the limit has room for, in one call of the base.
  @inlinable
  public borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let allowed = byteCount == 0 ? count : min(count, remainingByteCount / byteCount)
    live.add(allowed * byteCount)
    let allocated = unsafe _base.allocateBlocks(
      count: allowed, byteCount: byteCount, alignment: alignment, body)
    live.add((allocated - allowed) * byteCount)
    return allocated
  }

  /// Returns the block to the base, and its bytes to the budget.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe live.subtract(block.byteCount)
    unsafe _base.deallocate(block)
  }

  /// Returns the blocks in one call of the base.
  @inlinable
  public borrowing func deallocateBlocks(count: Int, _ next: () -> Block) {
    unsafe _base.deallocateBlocks(count: count) {
      let block = unsafe next()
      unsafe live.subtract(block.byteCount)
      return unsafe block
    }
  }

  /// Succeeds when the base can resize the block where it stands, within the limit.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe change(&block, to: byteCount) { block, base in unsafe base.resize(&block, byteCount: byteCount) }
  }

  /// Resizes or moves the block within the base and the limit. A move counts the block once.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe change(&block, to: byteCount) { block, base in
      unsafe base.reallocateIfPossible(&block, byteCount: byteCount)
    }
  }

  /// Counts what a block grows by before it does, and what it shrank by afterwards.
  @inlinable
  borrowing func change(
    _ block: inout Block, to byteCount: Int, _ operation: (inout Block, borrowing Base) -> Bool
  ) -> Bool {
    let growth = unsafe byteCount &- block.byteCount
    guard growth <= remainingByteCount else { return false }
    if growth > 0 { live.add(growth) }
    let succeeds = unsafe operation(&block, _base)
    if growth > 0 && !succeeds { live.add(-growth) }
    if growth < 0 && succeeds { live.add(growth) }
    return succeeds
  }

  /// The base's good size, but no more than the limit for what is within it.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    min(_base.goodByteCount(for: byteCount, alignment: alignment), max(byteCount, limit))
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    byteCount > limit || _base.supports(byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation(
        "LimitedAllocator", wrapping: _base.explain(), role: "base",
        figures: [("live bytes", liveByteCount), ("remaining bytes", remainingByteCount)])
      explanation.parameters = [("to", "\(limit) bytes")]
      explanation.capabilities.subtract([.isThreadSafe, .locatesBlocks])
      return explanation
    }
  #endif
}

extension LimitedAllocator: ResettableAllocator where Base: ResettableAllocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    unsafe _base.unsafelyReset()
    live.reset()
  }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator with a budget: at most `limit` bytes of it live at once.
  ///
  /// - Parameter limit: The budget, in bytes; zero or more.
  /// - Complexity: O(1) and one allocation from the platform's heap.
  @_lifetime(copy self)
  @inlinable
  public consuming func limited(toByteCount limit: Int) -> LimitedAllocator<Self> {
    LimitedAllocator(self, toByteCount: limit)
  }
}
