/// An allocator that keeps a value before and a value behind each block.
///
/// Choose it to attach something to every block: its allocation site, a reference count, a size for a C interface that
/// frees by address alone, a guard that shows an overrun. The values are of any type, are reached from the block, and
/// move with it. `Void` means none. D's `AffixAllocator` is its model.
///
/// ```swift
/// let memory = AffixAllocator(SystemAllocator(), prefix: Site(), suffix: 0xDEAD_BEEF as UInt32)
/// memory.withPrefix(of: block) { $0.line = #line }
/// ```
///
/// A block costs the size of both values and what aligns them; a call a few additions. Every sum is checked: a size
/// that has no room for its affixes is refused.
///
/// The base is asked for the sum, with the strictest of the three alignments. It is a `BlockOwner` where the base is.
/// It cannot deallocate by address, since the length of the prefix depends on a block's alignment, nor be reset, since
/// the values are destroyed one by one. It refuses what the base refuses of the sum.
///
/// Each operation is O(1), and costs at most one call of the base and a copy or the destruction of both values, unless
/// it says otherwise.
@frozen
public struct AffixAllocator<Base: Allocator & ~Copyable & ~Escapable, Prefix, Suffix>: ~Copyable, ~Escapable {
  public var _base: Base
  /// What the prefix of a new block is.
  public let prefix: Prefix
  /// What the suffix of a new block is.
  public let suffix: Suffix

  /// Keeps a copy of `prefix` before, and of `suffix` behind, each block of `base`.
  ///
  /// - Parameters:
  ///   - base: Where the memory comes from.
  ///   - prefix: What the prefix of a new block is.
  ///   - suffix: What the suffix of a new block is.
  @_lifetime(copy base)
  @inlinable
  public init(_ base: consuming Base, prefix: Prefix, suffix: Suffix) {
    _base = base
    self.prefix = prefix
    self.suffix = suffix
  }

  /// Calls `body` with the value before a block.
  ///
  /// - Parameters:
  ///   - block: A live block of this allocator, with its alignment.
  ///   - body: Reads or changes the value.
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public borrowing func withPrefix<Result: ~Copyable, Failure: Error>(
    of block: Block, _ body: (inout Prefix) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(&AffixLayout<Prefix, Suffix>(block).prefix(of: block).pointee)
  }

  /// Calls `body` with the value behind a block.
  ///
  /// - Parameters:
  ///   - block: A live block of this allocator, with its size.
  ///   - body: Reads or changes the value.
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public borrowing func withSuffix<Result: ~Copyable, Failure: Error>(
    of block: Block, _ body: (inout Suffix) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(&AffixLayout<Prefix, Suffix>(block).suffix(of: block).pointee)
  }
}

/// Where the affixes of a block are: pure arithmetic.
@frozen
@usableFromInline
struct AffixLayout<Prefix, Suffix> {
  /// The alignment that the base is asked for.
  @usableFromInline let alignment: Int
  /// The distance from the start of the base's block to the block.
  @usableFromInline let offset: Int

  @inlinable
  init(alignment: Int) {
    self.alignment = max(alignment, MemoryLayout<Prefix>.alignment, MemoryLayout<Suffix>.alignment)
    // The prefix ends where the block begins, but for what its own alignment wants.
    offset = SizeArithmetic.roundedUp(unchecked: MemoryLayout<Prefix>.size, toMultipleOf: self.alignment)
  }

  @inlinable
  init(_ block: Block) { unsafe self.init(alignment: block.alignment) }

  /// The distance from the start of a block to its suffix.
  @inlinable
  static func suffixOffset(_ byteCount: Int) -> Int? {
    SizeArithmetic.roundedUp(byteCount, toMultipleOf: MemoryLayout<Suffix>.alignment)
  }

  /// What the base is asked for. A block of zero bytes takes one when nothing is behind it, so that it does not lie at
  /// the end.
  @inlinable
  func wholeByteCount(_ byteCount: Int) -> Int? {
    let byteCount = offset > 0 && MemoryLayout<Suffix>.size == 0 ? max(byteCount, 1) : byteCount
    guard let suffixOffset = Self.suffixOffset(byteCount),
      let end = SizeArithmetic.sum(suffixOffset, MemoryLayout<Suffix>.size)
    else { return nil }
    return SizeArithmetic.sum(offset, end)
  }

  /// The base's block around a block, whose size was checked when it was allocated.
  @inlinable
  func whole(_ block: Block) -> Block {
    let byteCount = unsafe wholeByteCount(block.byteCount).unsafelyUnwrapped
    return unsafe Block(address: block.address - offset, byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  func prefix(of block: Block) -> UnsafeMutablePointer<Prefix> {
    let distance = SizeArithmetic.roundedUp(
      unchecked: MemoryLayout<Prefix>.size, toMultipleOf: MemoryLayout<Prefix>.alignment)
    return unsafe (block.address - distance).assumingMemoryBound(to: Prefix.self)
  }

  @inlinable
  func suffix(of block: Block) -> UnsafeMutablePointer<Suffix> {
    let distance = unsafe Self.suffixOffset(block.byteCount).unsafelyUnwrapped
    return unsafe (block.address + distance).assumingMemoryBound(to: Suffix.self)
  }
}

extension AffixAllocator: Copyable where Base: Copyable & ~Escapable {}
extension AffixAllocator: Escapable where Base: Escapable & ~Copyable {}
extension AffixAllocator: Sendable where Base: Sendable & ~Copyable & ~Escapable, Prefix: Sendable, Suffix: Sendable {}
extension AffixAllocator: SelfContainedAllocator
where Base: SelfContainedAllocator & ~Copyable & ~Escapable, Prefix: Sendable, Suffix: Sendable {}
