public import AllocatorCombinators
public import AllocatorCore
public import TLSFAllocator

/// An allocator for code that must keep time: it grows while the program warms up, and is sealed then.
///
/// Choose it for audio callbacks, control loops and render threads. Until ``seal()`` it takes memory from the system's
/// heap as it needs it; from then on it serves from what it has, allocating, deallocating and resizing are O(1), and
/// nothing calls `malloc`, takes a lock or enters the system. It refuses what it has no room for, instead of being late.
///
/// It is a `TLSFAllocator` that doubles, over the system's heap behind a `Budget`; sealed, it does not grow any more. A
/// block costs a word. Any alignment is served. It is not thread-safe: each thread that keeps time has one of its own.
/// What it took is returned when it is destroyed.
///
/// Each operation is O(1) and at most one call of a `TLSFAllocator` unless it says otherwise.
public struct RealTimeAllocator: BlockOwner, ~Copyable {
  @usableFromInline let heap: TLSFAllocator<BudgetedAllocator<SystemAllocator>>
  @usableFromInline let budget: Budget

  /// An allocator with room to begin with.
  ///
  /// - Parameters:
  ///   - byteCount: The room, in bytes; zero or more. It grows beyond it until it is sealed.
  ///   - limit: The most bytes that it takes from the system, in all.
  /// - Throws: `AllocationError.outOfMemory` when the system or the limit has no room.
  /// - Complexity: That of an allocation of the system.
  public init(byteCount: Int, limit: Int = .max) throws(AllocationError) {
    budget = Budget(byteCount: limit)
    heap = try TLSFAllocator(
      byteCount: byteCount, growth: .doubling, parent: SystemAllocator().budgeted(by: budget))
  }

  /// From here on it asks the system for nothing, and returns nothing to it before it is destroyed.
  ///
  /// - Complexity: O(1).
  public borrowing func seal() { heap.growth = .fixed }

  /// Whether it is sealed.
  public var isSealed: Bool { heap.growth == .fixed }

  /// The bytes that it has taken from the system.
  public var reservedByteCount: Int { budget.liveByteCount }

  /// Allocates from what it has or, until it is sealed, takes more from the system's heap.
  ///
  /// - Complexity: O(1) when it is sealed; before that, O(log regions) and that of the system's heap when it grows, and
  ///   that of `releaseUnused` before it refuses.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe heap.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe heap.deallocate(block) }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe heap.resize(&block, byteCount: byteCount)
  }

  /// Resizes in place, or else moves the block.
  ///
  /// - Complexity: O(1) in place, otherwise that of an allocation and O(min(old, new)).
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe heap.reallocateIfPossible(&block, byteCount: byteCount)
  }

  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    heap.goodByteCount(for: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    heap.supports(byteCount: byteCount, alignment: alignment)
  }

  /// Whether `block` lies in memory that it has taken.
  ///
  /// - Complexity: O(log regions), expected.
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe heap.owns(block) }

  /// Returns regions without blocks to the system's heap, unless it is sealed.
  ///
  /// - Returns: The number of bytes returned; 0 when it is sealed.
  /// - Complexity: That of `TLSFAllocator.releaseUnused()`.
  @discardableResult
  public borrowing func releaseUnused() -> Int { isSealed ? 0 : heap.releaseUnused() }

  #if !hasFeature(Embedded)
    /// What is in use and free, and whether it is sealed.
    ///
    /// - Complexity: O(chunks): every block and every free piece is looked at.
    public borrowing func explain() -> Explanation {
      var explanation = Explanation(
        "RealTimeAllocator", wrapping: heap.explain(), role: "heap", figures: [("reserved bytes", reservedByteCount)])
      explanation.parameters = [("sealed", "\(isSealed)")]
      explanation.capabilities.remove(.resets)
      return explanation
    }
  #endif
}
