/// Two allocators, one for small blocks and one for larger ones.
///
/// Choose it to let pools serve the sizes that a program asks for most, and something else the rest. Segregators nest:
/// `tiny.segregated(upTo: 16, otherwise: small.segregated(upTo: 256, otherwise: SystemAllocator()))`.
///
/// Allocating and deallocating cost one comparison each: the size of a block alone says where it belongs. The pair
/// takes one word beside its parts.
///
/// A request goes to the part for its size and nowhere else; alignments, zeroing, resizing and blocks by the *n* are
/// passed on. The pair is a `BlockOwner`, a `BlockLocator` or a `ResettableAllocator` where both parts are, and it can
/// be copied, escape and be shared between threads where both can.
///
/// Because the size decides the part, no block crosses the threshold in place: ``resize(_:byteCount:)`` refuses,
/// and ``reallocateIfPossible(_:byteCount:)`` moves the block to the other part. So shrinking a large block to a small
/// one **can fail**, when the small part has no room; the block is then as it was. Where that must not be, use the
/// small part a fallback: `pool.fallback(to: SystemAllocator()).segregated(upTo: 64, otherwise: SystemAllocator())`.
///
/// Each operation is O(1) and at most one call of the part for the size, or of each part where no size is known, unless
/// it says otherwise.
@frozen
public struct SegregatedAllocator<
  Small: Allocator & ~Copyable & ~Escapable, Large: Allocator & ~Copyable & ~Escapable
>: ~Copyable, ~Escapable {
  /// The largest size, in bytes, that the small part serves.
  public let threshold: Int
  /// The allocator for blocks of up to ``threshold`` bytes.
  public var small: Small
  /// The allocator for larger blocks.
  public var large: Large

  /// Sends requests of up to `threshold` bytes to `small` and all others to `large`.
  ///
  /// - Parameters:
  ///   - threshold: The largest size for `small`, in bytes; zero or more.
  ///   - small: Takes what has `threshold` bytes or less.
  ///   - large: Takes the rest.
  @_lifetime(copy small, copy large)
  @inlinable
  public init(_ small: consuming Small, upTo threshold: Int, otherwise large: consuming Large) {
    if threshold < 0 { _stop("the threshold of a segregator is negative") }
    self.threshold = threshold
    self.small = small
    self.large = large
  }
}

extension SegregatedAllocator: Copyable where Small: Copyable & ~Escapable, Large: Copyable & ~Escapable {}
extension SegregatedAllocator: Escapable where Small: Escapable & ~Copyable, Large: Escapable & ~Copyable {}
extension SegregatedAllocator: Sendable
where Small: Sendable & ~Copyable & ~Escapable, Large: Sendable & ~Copyable & ~Escapable {}

extension SegregatedAllocator: Allocator where Small: ~Copyable & ~Escapable, Large: ~Copyable & ~Escapable {
  /// Allocates a block of the part for this size, or `nil`.
  ///
  /// - Complexity: O(1) and that of the part.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if byteCount <= threshold {
      return unsafe small.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    return unsafe large.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Allocates a zeroed block of the part for this size, or `nil`.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if byteCount <= threshold {
      return unsafe small.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    }
    return unsafe large.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Returns the block to the part for its size.
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    if unsafe block.byteCount <= threshold {
      unsafe small.deallocate(block)
    } else {
      unsafe large.deallocate(block)
    }
  }

  /// Allocates blocks of the part for this size.
  @inlinable
  public borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    if byteCount <= threshold {
      return unsafe small.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
    }
    return unsafe large.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
  }

  /// Releases what either part keeps.
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int { small.releaseUnused() + large.releaseUnused() }

  /// Succeeds when both sizes belong to one part, and that part can resize the block where it stands.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    switch unsafe (block.byteCount <= threshold, byteCount <= threshold) {
    case (true, true): return unsafe small.resize(&block, byteCount: byteCount)
    case (false, false): return unsafe large.resize(&block, byteCount: byteCount)
    default: return false
    }
  }

  /// Resizes the block within its part, or moves it to the other one when it crosses the threshold.
  ///
  /// - Returns: Whether there was room: also a block that shrinks across the threshold needs room in the small part.
  /// - Complexity: That of the part; O(min(old, new)) when the block changes over.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    switch unsafe (block.byteCount <= threshold, byteCount <= threshold) {
    case (true, true): return unsafe small.reallocateIfPossible(&block, byteCount: byteCount)
    case (false, false): return unsafe large.reallocateIfPossible(&block, byteCount: byteCount)
    case (true, false): return unsafe block.move(from: small, to: large, byteCount: byteCount)
    case (false, true): return unsafe block.move(from: large, to: small, byteCount: byteCount)
    }
  }

  /// The good size of the part for this size, and never beyond the threshold for a small one.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    if byteCount <= threshold {
      return min(small.goodByteCount(for: byteCount, alignment: alignment), threshold)
    }
    return large.goodByteCount(for: byteCount, alignment: alignment)
  }

  /// Whether the part for this size allocates blocks so aligned.
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    byteCount <= threshold
      ? small.supports(byteCount: byteCount, alignment: alignment)
      : large.supports(byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      Explanation(
        "SegregatedAllocator", parameters: [("up to", "\(threshold) bytes")],
        joining: [("small", small.explain()), ("otherwise", large.explain())])
    }
  #endif
}

extension SegregatedAllocator: BlockOwner
where Small: BlockOwner & ~Copyable & ~Escapable, Large: BlockOwner & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    unsafe block.byteCount <= threshold ? small.owns(block) : large.owns(block)
  }
}

extension SegregatedAllocator: BlockLocator
where Small: BlockLocator & ~Copyable & ~Escapable, Large: BlockLocator & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    if let block = unsafe small.block(containing: address) { return unsafe block }
    return unsafe large.block(containing: address)
  }

  /// Returns the block around `address` to the part that it came from, which is asked for, since neither its size nor
  /// its alignment is known here.
  ///
  /// - Complexity: O(1) and two calls of the parts: one to find the block's part, and one to deallocate it.
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    if unsafe small.block(containing: address) != nil {
      unsafe small.deallocate(containing: address)
    } else {
      unsafe large.deallocate(containing: address)
    }
  }
}

extension SegregatedAllocator: ResettableAllocator
where Small: ResettableAllocator & ~Copyable & ~Escapable, Large: ResettableAllocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    unsafe small.unsafelyReset()
    unsafe large.unsafelyReset()
  }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator for blocks of up to `threshold` bytes, and `other` for larger ones.
  ///
  /// - Parameters:
  ///   - threshold: The largest size that stays here, in bytes; zero or more.
  ///   - other: The allocator for everything larger.
  /// - Complexity: O(1).
  @_lifetime(copy self, copy other)
  @inlinable
  public consuming func segregated<Other: Allocator & ~Copyable & ~Escapable>(
    upTo threshold: Int, otherwise other: consuming Other
  ) -> SegregatedAllocator<Self, Other> {
    SegregatedAllocator(self, upTo: threshold, otherwise: other)
  }
}
