/// An allocator whose blocks are zero when they are allocated, when they are returned, or both.
///
/// Choose `.whenAllocated` for code that expects fresh memory to be zero, and `.whenDeallocated` for secrets: what a
/// block held does not stay in memory that others will be given, also where the block shrinks or moves.
///
/// A call costs a write of each byte concerned. Wiping cannot be optimized away. A block that shrinks in place keeps a
/// copy of its tail until the base has agreed, so that a refusal changes nothing. It takes one byte beside its base.
///
/// Sizes and alignments are passed on as they are; it is a `BlockOwner` where the base is, and it can be copied, escape
/// and be shared between threads where the base can. It cannot deallocate by address, nor be reset, since what is to be
/// wiped is not known then. It refuses what the base refuses.
///
/// Each operation is O(1) and at most one call of the base unless it says otherwise.
@frozen
public struct ZeroingAllocator<Base: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  public var _base: Base
  /// When bytes are zeroed.
  public let time: ZeroingTime

  /// Zeroes blocks of `base`.
  ///
  /// - Parameters:
  ///   - base: Where the memory comes from.
  ///   - time: When bytes are zeroed.
  @_lifetime(copy base)
  @inlinable
  public init(_ base: consuming Base, _ time: ZeroingTime) {
    _base = base
    self.time = time
  }
}

/// When a ``ZeroingAllocator`` zeroes bytes.
///
/// Each operation is O(1) unless it says otherwise.
@frozen
public struct ZeroingTime: OptionSet, Sendable {
  public let rawValue: UInt8
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Bytes are zero when they are allocated, also those that a block grows by.
  public static var whenAllocated: ZeroingTime { @inlinable get { ZeroingTime(rawValue: 1) } }
  /// Bytes are wiped when they are returned, also those that a block shrinks by, and those that it moves away from.
  public static var whenDeallocated: ZeroingTime { @inlinable get { ZeroingTime(rawValue: 2) } }
}

extension ZeroingAllocator: Copyable where Base: Copyable & ~Escapable {}
extension ZeroingAllocator: Escapable where Base: Escapable & ~Copyable {}
extension ZeroingAllocator: Sendable where Base: Sendable & ~Copyable & ~Escapable {}
extension ZeroingAllocator: SelfContainedAllocator where Base: SelfContainedAllocator & ~Copyable & ~Escapable {}
extension ZeroingAllocator: Allocator where Base: ~Copyable & ~Escapable {}
extension ZeroingAllocator: BlockOwner where Base: BlockOwner & ~Copyable & ~Escapable {}

extension ZeroingAllocator: ForwardingAllocator where Base: ~Copyable & ~Escapable {
  /// Allocates a block, whose bytes are zero when that is wanted.
  ///
  /// - Complexity: O(`byteCount`) when bytes are zeroed, and that of the base.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    time.contains(.whenAllocated)
      ? unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
      : unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Returns the block to the base, wiped when that is wanted.
  ///
  /// - Complexity: O(size of the block) when it is wiped, and that of the base.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    if time.contains(.whenDeallocated) { unsafe wipe(block.address, byteCount: block.byteCount) }
    unsafe _base.deallocate(block)
  }

  /// Resizes the block where it stands; bytes that it grows by are zeroed and bytes that it shrinks by are wiped, when
  /// that is wanted.
  ///
  /// - Complexity: O(|new − old|) when bytes are zeroed or wiped, and that of the base.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let old = unsafe block.byteCount
    if byteCount < old, time.contains(.whenDeallocated) {
      return unsafe shrinkWiping(&block, byteCount: byteCount)
    }
    guard unsafe _base.resize(&block, byteCount: byteCount) else { return false }
    if byteCount > old, time.contains(.whenAllocated) {
      unsafe (block.address + old).initializeMemory(as: UInt8.self, repeating: 0, count: byteCount - old)
    }
    return true
  }

  /// The bytes that the block loses may be gone once the base has resized it, so they are wiped before, and put back from
  /// a copy when it refuses.
  @inlinable
  @inline(never)
  borrowing func shrinkWiping(_ block: inout Block, byteCount: Int) -> Bool {
    let tail = unsafe block.address + max(byteCount, 0)
    let tailByteCount = unsafe block.byteCount - max(byteCount, 0)
    return unsafe withUnsafeTemporaryAllocation(byteCount: tailByteCount, alignment: 1) { copy in
      unsafe copy.baseAddress!.copyMemory(from: tail, byteCount: tailByteCount)
      unsafe wipe(tail, byteCount: tailByteCount)
      let succeeds = unsafe _base.resize(&block, byteCount: byteCount)
      if !succeeds { unsafe tail.copyMemory(from: copy.baseAddress!, byteCount: tailByteCount) }
      unsafe wipe(copy.baseAddress!, byteCount: tailByteCount)
      return succeeds
    }
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation("ZeroingAllocator", wrapping: _base.explain(), role: "base")
      let times = [(ZeroingTime.whenAllocated, "allocated"), (.whenDeallocated, "deallocated")]
      explanation.parameters = [
        ("when", times.filter { time.contains($0.0) }.map(\.1).joined(separator: " and "))
      ]
      explanation.capabilities.subtract([.locatesBlocks, .resets])
      return explanation
    }
  #endif
}

/// Writes zeroes that no optimizer removes, although nobody reads them.
@usableFromInline
@inline(never)
func wipe(_ address: UnsafeMutableRawPointer, byteCount: Int) {
  unsafe address.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
  unsafe read(address)
}

/// What the optimizer must take for a reader of the memory.
@inline(never)
@_optimize(none)
private func read(_ address: UnsafeMutableRawPointer) {}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator with blocks that are zero when they are allocated, when they are returned, or both.
  ///
  /// - Parameter time: When bytes are zeroed.
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public consuming func zeroing(_ time: ZeroingTime) -> ZeroingAllocator<Self> { ZeroingAllocator(self, time) }
}
