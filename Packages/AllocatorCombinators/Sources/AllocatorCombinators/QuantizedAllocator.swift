/// An allocator that asks its base for sizes rounded up to a multiple of a quantum.
///
/// Choose it in front of pools and free lists, so that blocks of nearly the same size can take each other's place, and
/// in front of growing arrays: a block grows and shrinks within its quantum at no cost.
///
/// Rounding costs two instructions a call, and at most a quantum less one byte a block; the allocator itself takes one
/// word beside its _base. Everything else is passed on, and it is a `BlockOwner`, a `BlockLocator` or a
/// `ResettableAllocator` where the base is; it can be copied, escape and be shared between threads where the base can. It
/// refuses what the base refuses of the rounded size.
///
/// Each operation is O(1) and at most one call of the base unless it says otherwise.
@frozen
public struct QuantizedAllocator<Base: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  /// The allocator that the memory comes from.
  public var _base: Base
  /// What sizes are rounded up to a multiple of, in bytes; a power of two.
  public let quantum: Int

  /// Rounds sizes up to a multiple of `quantum` before they reach `base`.
  ///
  /// - Parameters:
  ///   - base: Where the memory comes from.
  ///   - quantum: In bytes; a power of two.
  @_lifetime(copy base)
  @inlinable
  public init(_ base: consuming Base, toMultipleOf quantum: Int) {
    if !SizeArithmetic.isPowerOfTwo(quantum) { _stop("the quantum of an allocator is not a power of two") }
    self._base = base
    self.quantum = quantum
  }

  /// The size that the base is asked for; `nil` when that exceeds `Int.max`.
  @inlinable
  borrowing func rounded(_ byteCount: Int) -> Int? {
    _checkRequest(byteCount: byteCount, alignment: 1)
    return SizeArithmetic.roundedUp(byteCount, toMultipleOf: quantum)
  }

  /// The block as the base knows it. Its size was rounded before, so that it cannot wrap.
  @inlinable
  borrowing func whole(_ block: Block) -> Block {
    let byteCount = unsafe SizeArithmetic.roundedUp(unchecked: block.byteCount, toMultipleOf: quantum)
    return unsafe Block(address: block.address, byteCount: byteCount, alignment: block.alignment)
  }
}

extension QuantizedAllocator: Copyable where Base: Copyable & ~Escapable {}
extension QuantizedAllocator: Escapable where Base: Escapable & ~Copyable {}
extension QuantizedAllocator: Sendable where Base: Sendable & ~Copyable & ~Escapable {}

extension QuantizedAllocator: Allocator where Base: ~Copyable & ~Escapable {}

extension QuantizedAllocator: ForwardingAllocator where Base: ~Copyable & ~Escapable {
  /// Allocates a block of the base with room for the rounded size, or `nil`.
  ///
  /// - Complexity: O(1) and that of the _base.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let whole = rounded(byteCount),
      let block = unsafe _base.allocateIfPossible(byteCount: whole, alignment: alignment)
    else { return nil }
    return unsafe Block(address: block.address, byteCount: byteCount, alignment: alignment)
  }

  /// Allocates a zeroed block of the base with room for the rounded size, or `nil`.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let whole = rounded(byteCount),
      let block = unsafe _base.allocateZeroedIfPossible(byteCount: whole, alignment: alignment)
    else { return nil }
    return unsafe Block(address: block.address, byteCount: byteCount, alignment: alignment)
  }

  /// Returns the block to the base, in the size that the base knows.
  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe _base.deallocate(whole(block)) }

  /// Allocates blocks of the rounded size in one call of the base.
  @inlinable
  public borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    guard let whole = rounded(byteCount) else { return 0 }
    return unsafe _base.allocateBlocks(count: count, byteCount: whole, alignment: alignment) {
      unsafe body(Block(address: $0.address, byteCount: byteCount, alignment: alignment))
    }
  }

  @inlinable
  public borrowing func deallocateBlocks(count: Int, _ next: () -> Block) {
    unsafe _base.deallocateBlocks(count: count) { unsafe whole(next()) }
  }

  /// Succeeds within the quantum, and where the base can resize the block to another multiple.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    var whole = unsafe whole(block)
    guard let rounded = rounded(byteCount) else { return false }
    guard unsafe rounded == whole.byteCount || _base.resize(&whole, byteCount: rounded) else { return false }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Resizes the block within the quantum, or lets the base resize or move it.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    var whole = unsafe whole(block)
    guard let rounded = rounded(byteCount) else { return false }
    guard unsafe rounded == whole.byteCount || _base.reallocateIfPossible(&whole, byteCount: rounded) else {
      return false
    }
    unsafe block = Block(address: whole.address, byteCount: byteCount, alignment: block.alignment)
    return true
  }

  /// The rounded size: a block grows to it where it stands.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    rounded(byteCount) ?? byteCount
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    guard let whole = rounded(byteCount) else { return true }
    return _base.supports(byteCount: whole, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation("QuantizedAllocator", wrapping: _base.explain(), role: "base")
      explanation.parameters = [("to a multiple of", "\(quantum) bytes")]
      explanation.capabilities.insert(.resizesInPlace)
      return explanation
    }
  #endif
}

extension QuantizedAllocator: BlockOwner where Base: BlockOwner & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe _base.owns(whole(block)) }
}

extension QuantizedAllocator: BlockLocator where Base: BlockLocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    unsafe _base.deallocate(containing: address)
  }
}

extension QuantizedAllocator: ResettableAllocator where Base: ResettableAllocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() { unsafe _base.unsafelyReset() }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator with sizes rounded up to a multiple of `quantum`, a power of two, in bytes.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public consuming func quantized(toMultipleOf quantum: Int) -> QuantizedAllocator<Self> {
    QuantizedAllocator(self, toMultipleOf: quantum)
  }
}
