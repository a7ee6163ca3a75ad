/// Two allocators, one for ordinary alignments and one for stricter ones.
///
/// Choose it in front of pools, whose blocks are aligned to 16 bytes or so: the few requests of a program for cache
/// lines or pages then go to an allocator that can serve them. A fallback could, too, but asks the pool whose block it
/// is each time one comes back; here the alignment of a block alone says where it belongs.
///
/// A call costs one comparison. The pair takes one word beside its parts, passes sizes, zeroing and resizing on, and is
/// a `BlockOwner`, a `BlockLocator` or a `ResettableAllocator`, can be copied, escape and be shared between threads where both parts can. It refuses what the part
/// for the alignment refuses. No block ever changes its part, since no block changes its alignment.
///
/// Each operation is O(1) and at most one call of the part for the alignment, or of each part where no alignment is
/// known, unless it says otherwise.
@frozen
public struct AlignmentSegregatedAllocator<
  Ordinary: Allocator & ~Copyable & ~Escapable, Strict: Allocator & ~Copyable & ~Escapable
>: ~Copyable, ~Escapable {
  /// The strictest alignment, in bytes, that the ordinary part serves.
  public let threshold: Int
  /// The allocator for blocks aligned to up to ``threshold`` bytes.
  public var ordinary: Ordinary
  /// The allocator for more strictly aligned blocks.
  public var strict: Strict

  /// Sends requests aligned to up to `threshold` bytes to `ordinary` and all others to `strict`.
  ///
  /// - Parameters:
  ///   - threshold: The strictest alignment for `ordinary`, in bytes; a power of two.
  ///   - ordinary: Takes what is aligned to `threshold` or less.
  ///   - strict: Takes the rest.
  @_lifetime(copy ordinary, copy strict)
  @inlinable
  public init(_ ordinary: consuming Ordinary, upToAlignment threshold: Int, otherwise strict: consuming Strict) {
    if !SizeArithmetic.isPowerOfTwo(threshold) { _stop("the threshold of a segregator is not an alignment") }
    self.threshold = threshold
    self.ordinary = ordinary
    self.strict = strict
  }
}

extension AlignmentSegregatedAllocator: Copyable
where Ordinary: Copyable & ~Escapable, Strict: Copyable & ~Escapable {}
extension AlignmentSegregatedAllocator: Escapable
where Ordinary: Escapable & ~Copyable, Strict: Escapable & ~Copyable {}
extension AlignmentSegregatedAllocator: Sendable
where Ordinary: Sendable & ~Copyable & ~Escapable, Strict: Sendable & ~Copyable & ~Escapable {}

extension AlignmentSegregatedAllocator: Allocator
where Ordinary: ~Copyable & ~Escapable, Strict: ~Copyable & ~Escapable {
  /// Allocates a block of the part for this alignment, or `nil`.
  ///
  /// - Complexity: O(1) and that of the part.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if alignment <= threshold {
      return unsafe ordinary.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    return unsafe strict.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Allocates a zeroed block of the part for this alignment, or `nil`.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if alignment <= threshold {
      return unsafe ordinary.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    }
    return unsafe strict.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Returns the block to the part for its alignment.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    if unsafe block.alignment <= threshold {
      unsafe ordinary.deallocate(block)
    } else {
      unsafe strict.deallocate(block)
    }
  }

  /// Allocates blocks of the part for this alignment.
  @inlinable
  public borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    if alignment <= threshold {
      return unsafe ordinary.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
    }
    return unsafe strict.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
  }

  /// Releases what either part keeps.
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int { ordinary.releaseUnused() + strict.releaseUnused() }

  /// Succeeds when the part for the block's alignment can resize it where it stands.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe block.alignment <= threshold { return unsafe ordinary.resize(&block, byteCount: byteCount) }
    return unsafe strict.resize(&block, byteCount: byteCount)
  }

  /// Resizes or moves the block within the part for its alignment.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe block.alignment <= threshold { return unsafe ordinary.reallocateIfPossible(&block, byteCount: byteCount) }
    return unsafe strict.reallocateIfPossible(&block, byteCount: byteCount)
  }

  /// The good size of the part for this alignment.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    alignment <= threshold
      ? ordinary.goodByteCount(for: byteCount, alignment: alignment)
      : strict.goodByteCount(for: byteCount, alignment: alignment)
  }

  /// Whether the part for this alignment allocates blocks so aligned.
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    alignment <= threshold
      ? ordinary.supports(byteCount: byteCount, alignment: alignment)
      : strict.supports(byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      Explanation(
        "AlignmentSegregatedAllocator", parameters: [("up to alignment", "\(threshold)")],
        joining: [("ordinary", ordinary.explain()), ("strict", strict.explain())])
    }
  #endif
}

extension AlignmentSegregatedAllocator: BlockOwner
where Ordinary: BlockOwner & ~Copyable & ~Escapable, Strict: BlockOwner & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    unsafe block.alignment <= threshold ? ordinary.owns(block) : strict.owns(block)
  }
}

extension AlignmentSegregatedAllocator: BlockLocator
where Ordinary: BlockLocator & ~Copyable & ~Escapable, Strict: BlockLocator & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    if let block = unsafe ordinary.block(containing: address) { return unsafe block }
    return unsafe strict.block(containing: address)
  }

  /// Returns the block around `address` to the part that it came from, which is asked for, since neither its size nor
  /// its alignment is known here.
  ///
  /// - Complexity: O(1) and two calls of the parts: one to find the block's part, and one to deallocate it.
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    if unsafe ordinary.block(containing: address) != nil {
      unsafe ordinary.deallocate(containing: address)
    } else {
      unsafe strict.deallocate(containing: address)
    }
  }
}

extension AlignmentSegregatedAllocator: ResettableAllocator
where Ordinary: ResettableAllocator & ~Copyable & ~Escapable, Strict: ResettableAllocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    unsafe ordinary.unsafelyReset()
    unsafe strict.unsafelyReset()
  }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator for blocks aligned to up to `threshold` bytes, and `other` for more strictly aligned ones.
  ///
  /// - Parameters:
  ///   - threshold: The strictest alignment that stays here, in bytes; a power of two.
  ///   - other: The allocator for everything stricter.
  /// - Complexity: O(1).
  @_lifetime(copy self, copy other)
  @inlinable
  public consuming func segregated<Other: Allocator & ~Copyable & ~Escapable>(
    upToAlignment threshold: Int, otherwise other: consuming Other
  ) -> AlignmentSegregatedAllocator<Self, Other> {
    AlignmentSegregatedAllocator(self, upToAlignment: threshold, otherwise: other)
  }
}
