/// An allocator of any alignment over one that has ordinary alignments only.
///
/// Choose it over a pool, a region or a foreign allocator that cannot align beyond some bytes, where now and then a
/// stricter alignment is asked for. It asks the base for more than is needed and places the block within.
///
/// A block of ordinary alignment costs one comparison and no byte. A stricter one costs its alignment in bytes, of
/// which one word holds the way back to where the base's block starts. It takes one word beside its base.
///
/// Ordinary blocks are passed on as they are, stricter ones as larger ordinary ones. It is a `BlockOwner` where the
/// base is a `BlockLocator`, since the start of the base's block is not known of a foreign one; a
/// `ResettableAllocator`, can be copied, escape and be shared between threads where the base can. It cannot deallocate
/// by address, since that does not say how a block is aligned. It refuses what the base refuses.
///
/// Each operation is O(1) and at most one call of the base unless it says otherwise.
@frozen
public struct OveralignedAllocator<Base: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  public var _base: Base
  /// The strictest alignment that the base is asked for, in bytes; a power of two.
  public let ordinary: Int

  /// Serves alignments beyond `ordinary` from larger blocks of `base`.
  ///
  /// - Parameters:
  ///   - base: Where the memory comes from.
  ///   - ordinary: The strictest alignment that the base has, in bytes: a power of two, and a word at least.
  @_lifetime(copy base)
  @inlinable
  public init(_ base: consuming Base, beyond ordinary: Int) {
    if !SizeArithmetic.isPowerOfTwo(ordinary) || ordinary < MemoryLayout<Int>.alignment {
      _stop("an alignment to go beyond is not a power of two, or less than a word's")
    }
    _base = base
    self.ordinary = ordinary
  }

  /// The size that the base is asked for to serve a strictly aligned block.
  ///
  /// The base's block is aligned to `ordinary`, so at most `alignment` bytes lie before a place in it that is aligned
  /// and has a word before it. A block of zero bytes takes one, so that it does not lie at the end.
  @inlinable
  borrowing func wholeByteCount(_ byteCount: Int, alignment: Int) -> Int? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return SizeArithmetic.sum(max(byteCount, 1), alignment)
  }

  /// The part of a block of the base that is aligned; the word before it holds the distance from its start.
  @inlinable
  borrowing func place(in whole: Block, byteCount: Int, alignment: Int) -> Block {
    let first = unsafe whole.address + MemoryLayout<Int>.size
    let address = unsafe first.alignedUp(toMultipleOf: alignment)
    unsafe (address - MemoryLayout<Int>.size).storeBytes(of: address - whole.address, as: Int.self)
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// The base's block around a strictly aligned one that is live.
  @inlinable
  borrowing func whole(_ block: Block) -> Block {
    let distance = unsafe (block.address - MemoryLayout<Int>.size).load(as: Int.self)
    return unsafe Block(
      address: block.address - distance, byteCount: max(block.byteCount, 1) &+ block.alignment, alignment: ordinary)
  }
}

extension OveralignedAllocator: Copyable where Base: Copyable & ~Escapable {}
extension OveralignedAllocator: Escapable where Base: Escapable & ~Copyable {}
extension OveralignedAllocator: Sendable where Base: Sendable & ~Copyable & ~Escapable {}
extension OveralignedAllocator: SelfContainedAllocator where Base: SelfContainedAllocator & ~Copyable & ~Escapable {}
extension OveralignedAllocator: Allocator where Base: ~Copyable & ~Escapable {}

extension OveralignedAllocator: ForwardingAllocator where Base: ~Copyable & ~Escapable {
  /// Allocates a block of the base, or a part of a larger one, or returns `nil`.
  ///
  /// - Complexity: That of the base.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if alignment <= ordinary { return unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) }
    guard let wholeByteCount = wholeByteCount(byteCount, alignment: alignment),
      let whole = unsafe _base.allocateIfPossible(byteCount: wholeByteCount, alignment: ordinary)
    else { return nil }
    return unsafe place(in: whole, byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if alignment <= ordinary {
      return unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    }
    guard let wholeByteCount = wholeByteCount(byteCount, alignment: alignment),
      let whole = unsafe _base.allocateZeroedIfPossible(byteCount: wholeByteCount, alignment: ordinary)
    else { return nil }
    return unsafe place(in: whole, byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func deallocate(_ block: Block) {
    if unsafe block.alignment <= ordinary {
      unsafe _base.deallocate(block)
    } else {
      unsafe _base.deallocate(whole(block))
    }
  }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe block.alignment <= ordinary { return unsafe _base.resize(&block, byteCount: byteCount) }
    guard let wholeByteCount = unsafe wholeByteCount(byteCount, alignment: block.alignment) else { return false }
    var whole = unsafe whole(block)
    guard unsafe _base.resize(&whole, byteCount: wholeByteCount) else { return false }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Lets the base resize or move an ordinary block; a stricter one is resized in place or moved here, since its
  /// distance from the start of the base's block may change.
  ///
  /// - Complexity: That of the base; O(min(old, new)) when a stricter block is moved.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe block.alignment <= ordinary { return unsafe _base.reallocateIfPossible(&block, byteCount: byteCount) }
    if unsafe resize(&block, byteCount: byteCount) { return true }
    return unsafe reallocateByMoving(&block, byteCount: byteCount)
  }

  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    if alignment <= ordinary { return _base.goodByteCount(for: byteCount, alignment: alignment) }
    guard let wholeByteCount = wholeByteCount(byteCount, alignment: alignment) else { return byteCount }
    return max(_base.goodByteCount(for: wholeByteCount, alignment: ordinary) &- alignment, byteCount)
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    if alignment <= ordinary { return _base.supports(byteCount: byteCount, alignment: alignment) }
    guard let wholeByteCount = wholeByteCount(byteCount, alignment: alignment) else { return true }
    return _base.supports(byteCount: wholeByteCount, alignment: ordinary)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation("OveralignedAllocator", wrapping: _base.explain(), role: "base")
      explanation.parameters = [("beyond", "\(ordinary)")]
      explanation.maximumAlignment = nil
      if !explanation.capabilities.contains(.locatesBlocks) { explanation.capabilities.remove(.owns) }
      explanation.capabilities.remove(.locatesBlocks)
      return explanation
    }
  #endif
}

extension OveralignedAllocator: BlockOwner where Base: BlockLocator & ~Copyable & ~Escapable {
  /// Whether the block lies in one of the base. Nothing is read: the block may be foreign.
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    if unsafe block.alignment <= ordinary { return unsafe _base.owns(block) }
    return unsafe _base.block(containing: block.address) != nil
  }
}

extension OveralignedAllocator: ResettableAllocator where Base: ResettableAllocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() { unsafe _base.unsafelyReset() }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator with alignments beyond `ordinary`, a power of two in bytes, which it lacks itself.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public consuming func overaligned(beyond ordinary: Int) -> OveralignedAllocator<Self> {
    OveralignedAllocator(self, beyond: ordinary)
  }
}
