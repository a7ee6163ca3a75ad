/// Two allocators, of which the second is asked when the first refuses.
///
/// Choose it to put an unbounded allocator behind a fast or small one (a pool, an arena over memory on the stack).
///
/// A request costs the primary's own test, and one branch when it is refused; returning a block costs the primary's
/// `owns(_:)`. The pair takes no room beside its parts.
///
/// Everything is passed on: sizes, alignments, zeroing, resizing, blocks by the *n*. A block stays with its part while
/// that part can resize it, and moves to the other one, with its contents, when it cannot. The pair is itself a
/// `BlockOwner`, a `BlockLocator` or a `ResettableAllocator` where both parts are, and it can be copied, escape and be
/// shared between threads where both parts can.
///
/// The secondary must not draw its own memory from the primary, which would then own the secondary's blocks, too.
///
/// It refuses what both refuse. A primary that cannot recognize its own blocks does not compile: nobody would
/// know where a block goes back to.
///
/// Each operation is O(1), and at most two calls of each part, unless it says otherwise.
@frozen
public struct FallbackAllocator<
  Primary: BlockOwner & ~Copyable & ~Escapable, Secondary: Allocator & ~Copyable & ~Escapable
>: ~Copyable, ~Escapable {
  /// The allocator that is asked first.
  public var primary: Primary
  /// The allocator that is asked when the primary refuses.
  public var secondary: Secondary

  /// Asks `primary` first and, when it refuses, `secondary`.
  @_lifetime(copy primary, copy secondary)
  @inlinable
  public init(_ primary: consuming Primary, to secondary: consuming Secondary) {
    self.primary = primary
    self.secondary = secondary
  }
}

extension FallbackAllocator: Copyable where Primary: Copyable & ~Escapable, Secondary: Copyable & ~Escapable {}
extension FallbackAllocator: Escapable where Primary: Escapable & ~Copyable, Secondary: Escapable & ~Copyable {}
extension FallbackAllocator: Sendable
where Primary: Sendable & ~Copyable & ~Escapable, Secondary: Sendable & ~Copyable & ~Escapable {}

extension FallbackAllocator: Allocator where Primary: ~Copyable & ~Escapable, Secondary: ~Copyable & ~Escapable {
  /// Allocates a block of the primary, or else of the secondary, or `nil`.
  ///
  /// - Complexity: That of the parts.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if let block = unsafe primary.allocateIfPossible(byteCount: byteCount, alignment: alignment) {
      return unsafe block
    }
    return unsafe secondary.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Allocates a zeroed block of the primary, or else of the secondary, or `nil`.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if let block = unsafe primary.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) {
      return unsafe block
    }
    return unsafe secondary.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Returns the block to the part that it came from.
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    if unsafe primary.owns(block) {
      unsafe primary.deallocate(block)
    } else {
      unsafe secondary.deallocate(block)
    }
  }

  /// Allocates blocks of the primary and, when it has no more, of the secondary.
  @inlinable
  public borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    let first = unsafe primary.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
    if first == count { return first }
    return unsafe first
      + secondary.allocateBlocks(count: count - first, byteCount: byteCount, alignment: alignment, body)
  }

  /// Releases what either part keeps.
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int { primary.releaseUnused() + secondary.releaseUnused() }

  /// Succeeds when the part that the block came from can resize it where it stands.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe primary.owns(block) {
      return unsafe primary.resize(&block, byteCount: byteCount)
    }
    return unsafe secondary.resize(&block, byteCount: byteCount)
  }

  /// Resizes the block within its part, or else moves it to the other one.
  ///
  /// - Complexity: That of the parts; O(min(old, new)) when the block changes over.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe primary.owns(block) {
      if unsafe primary.reallocateIfPossible(&block, byteCount: byteCount) { return true }
      return unsafe block.move(from: primary, to: secondary, byteCount: byteCount)
    }
    if unsafe secondary.reallocateIfPossible(&block, byteCount: byteCount) { return true }
    return unsafe block.move(from: secondary, to: primary, byteCount: byteCount)
  }

  /// The smaller of the parts' good sizes: it wastes nothing whichever part the block comes from, and a request of that
  /// size is not refused by a part that would take `byteCount`.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    min(
      primary.goodByteCount(for: byteCount, alignment: alignment),
      secondary.goodByteCount(for: byteCount, alignment: alignment))
  }

  /// Whether either part allocates blocks so aligned.
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    primary.supports(byteCount: byteCount, alignment: alignment)
      || secondary.supports(byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      Explanation(
        "FallbackAllocator", joining: [("primary", primary.explain()), ("secondary", secondary.explain())])
    }
  #endif
}

extension FallbackAllocator: BlockOwner
where Primary: ~Copyable & ~Escapable, Secondary: BlockOwner & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    unsafe primary.owns(block) || secondary.owns(block)
  }
}

extension FallbackAllocator: BlockLocator
where Primary: BlockLocator & ~Copyable & ~Escapable, Secondary: BlockLocator & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    if let block = unsafe primary.block(containing: address) { return unsafe block }
    return unsafe secondary.block(containing: address)
  }

  /// Returns the block around `address` to the part that it came from.
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    if unsafe primary.block(containing: address) != nil {
      unsafe primary.deallocate(containing: address)
    } else {
      unsafe secondary.deallocate(containing: address)
    }
  }
}

extension FallbackAllocator: ResettableAllocator
where Primary: ResettableAllocator & ~Copyable & ~Escapable, Secondary: ResettableAllocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    unsafe primary.unsafelyReset()
    unsafe secondary.unsafelyReset()
  }
}

extension BlockOwner where Self: ~Copyable & ~Escapable {
  /// This allocator, and `other` for what it refuses.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self, copy other)
  @inlinable
  public consuming func fallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> FallbackAllocator<Self, Other> {
    FallbackAllocator(self, to: other)
  }
}
