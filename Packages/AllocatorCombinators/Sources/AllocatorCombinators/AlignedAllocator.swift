/// An allocator with a floor for alignments: every block is aligned to it, or more strictly.
///
/// Choose it to keep blocks on cache lines of their own, so that threads do not disturb each other, or on the vectors that
/// a kernel wants. A base that lacks the alignment wants an ``OveralignedAllocator`` first.
///
/// A call costs one comparison, and a block what the base loses to the alignment; a small block still shares its line
/// unless its size is a multiple of the floor, too (``QuantizedAllocator``). It takes one word beside its base.
///
/// Everything else is passed on; it is a `BlockOwner`, a `BlockLocator` or a `ResettableAllocator`, can be copied, escape
/// and be shared between threads where the base can. It refuses what the base refuses at the stricter alignment.
///
/// Each operation is O(1) and at most one call of the base unless it says otherwise.
@frozen
public struct AlignedAllocator<Base: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  public var _base: Base
  /// The least alignment, in bytes; a power of two.
  public let floor: Int

  /// Aligns every block of `base` to at least `floor`.
  ///
  /// - Parameters:
  ///   - base: Where the memory comes from.
  ///   - floor: The least alignment, in bytes; a power of two.
  @_lifetime(copy base)
  @inlinable
  public init(_ base: consuming Base, toAtLeast floor: Int) {
    if !SizeArithmetic.isPowerOfTwo(floor) { _stop("the least alignment of an allocator is not a power of two") }
    _base = base
    self.floor = floor
  }

  /// The block as the base knows it.
  @inlinable
  borrowing func strict(_ block: Block) -> Block {
    unsafe Block(address: block.address, byteCount: block.byteCount, alignment: max(block.alignment, floor))
  }
}

extension AlignedAllocator: Copyable where Base: Copyable & ~Escapable {}
extension AlignedAllocator: Escapable where Base: Escapable & ~Copyable {}
extension AlignedAllocator: Sendable where Base: Sendable & ~Copyable & ~Escapable {}
extension AlignedAllocator: SelfContainedAllocator where Base: SelfContainedAllocator & ~Copyable & ~Escapable {}
extension AlignedAllocator: Allocator where Base: ~Copyable & ~Escapable {}

extension AlignedAllocator: ForwardingAllocator where Base: ~Copyable & ~Escapable {
  /// Allocates a block of the base, aligned to the floor at least, or returns `nil`.
  ///
  /// - Complexity: That of the base.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let block = unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: max(alignment, floor)) else {
      return nil
    }
    return unsafe Block(address: block.address, byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let block = unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: max(alignment, floor))
    else { return nil }
    return unsafe Block(address: block.address, byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return unsafe _base.allocateBlocks(count: count, byteCount: byteCount, alignment: max(alignment, floor)) {
      unsafe body(Block(address: $0.address, byteCount: byteCount, alignment: alignment))
    }
  }

  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe _base.deallocate(strict(block)) }

  @inlinable
  public borrowing func deallocateBlocks(count: Int, _ next: () -> Block) {
    unsafe _base.deallocateBlocks(count: count) { unsafe strict(next()) }
  }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    var strict = unsafe strict(block)
    guard unsafe _base.resize(&strict, byteCount: byteCount) else { return false }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Resizes or moves the block within the base, which keeps the stricter alignment.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    var strict = unsafe strict(block)
    guard unsafe _base.reallocateIfPossible(&strict, byteCount: byteCount) else { return false }
    unsafe block = Block(address: strict.address, byteCount: byteCount, alignment: block.alignment)
    return true
  }

  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _base.goodByteCount(for: byteCount, alignment: max(alignment, floor))
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    _base.supports(byteCount: byteCount, alignment: max(alignment, floor))
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation("AlignedAllocator", wrapping: _base.explain(), role: "base")
      explanation.parameters = [("to at least", "\(floor)")]
      return explanation
    }
  #endif
}

extension AlignedAllocator: BlockOwner where Base: BlockOwner & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe _base.owns(strict(block)) }
}

extension AlignedAllocator: BlockLocator where Base: BlockLocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    unsafe _base.deallocate(containing: address)
  }
}

extension AlignedAllocator: ResettableAllocator where Base: ResettableAllocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() { unsafe _base.unsafelyReset() }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator with every block aligned to at least `floor` bytes, a power of two.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public consuming func aligned(toAtLeast floor: Int) -> AlignedAllocator<Self> {
    AlignedAllocator(self, toAtLeast: floor)
  }
}
