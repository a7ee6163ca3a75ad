/// A fallback that remembers when its primary is full, and that can be set to ask its secondary first.
///
/// Choose it instead of ``FallbackAllocator`` where a full primary takes long to find out that it is, such as a large
/// bitmap, a list of allocators or one behind a lock: it is not asked again for a size that it refused, or a larger
/// one, until one of its blocks is returned. And where hot and cold memory are kept apart: while ``asksSecondaryFirst``
/// is set, requests go to the secondary, and to the primary only when that refuses.
///
/// A call costs a load and a comparison more than the fallback. The memory lives behind a pointer, taken from the
/// platform's heap once.
///
/// Everything else is as with ``FallbackAllocator``: it is a `BlockOwner`, a `BlockLocator` or a `ResettableAllocator`
/// where both parts are, and it refuses what both refuse. It cannot be copied, since a copy would remember other
/// things.
///
/// Each operation is O(1), and at most two calls of each part, unless it says otherwise.
@frozen
public struct AdaptiveFallbackAllocator<
  Primary: BlockOwner & ~Copyable & ~Escapable, Secondary: Allocator & ~Copyable & ~Escapable
>: ~Copyable, ~Escapable {
  /// The parts; requests that go to it directly are not remembered.
  public var _base: FallbackAllocator<Primary, Secondary>
  @usableFromInline let memory = FallbackMemory()

  /// Asks `primary` first, unless it is known to be full, and otherwise `secondary`.
  ///
  /// - Complexity: O(1) and one allocation from the platform's heap.
  @_lifetime(copy primary, copy secondary)
  @inlinable
  public init(_ primary: consuming Primary, to secondary: consuming Secondary) {
    _base = FallbackAllocator(primary, to: secondary)
  }

  /// Whether the secondary is asked first. May be changed at any time: blocks are returned by ownership.
  @inlinable
  public var asksSecondaryFirst: Bool {
    get { memory.asksSecondaryFirst }
    nonmutating set { memory.asksSecondaryFirst = newValue }
  }
}

extension AdaptiveFallbackAllocator: Escapable where Primary: Escapable & ~Copyable, Secondary: Escapable & ~Copyable {}
extension AdaptiveFallbackAllocator: Allocator
where Primary: ~Copyable & ~Escapable, Secondary: ~Copyable & ~Escapable {}
extension AdaptiveFallbackAllocator: BlockOwner
where Primary: ~Copyable & ~Escapable, Secondary: BlockOwner & ~Copyable & ~Escapable {}
extension AdaptiveFallbackAllocator: SelfContainedAllocator
where
  Primary: SelfContainedAllocator & ~Copyable & ~Escapable, Secondary: SelfContainedAllocator & ~Copyable & ~Escapable
{}

extension AdaptiveFallbackAllocator: ForwardingAllocator
where Primary: ~Copyable & ~Escapable, Secondary: ~Copyable & ~Escapable {
  /// Allocates a block of the part that is asked first, or else of the other one, or returns `nil`.
  ///
  /// - Complexity: That of the parts.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocate(byteCount: byteCount, alignment: alignment, isZeroed: false)
  }

  /// Allocates a zeroed block as an ordinary one; the part that has it zeroes it, unless its memory is zero already.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocate(byteCount: byteCount, alignment: alignment, isZeroed: true)
  }

  @inline(always)
  @inlinable
  borrowing func allocate(byteCount: Int, alignment: Int, isZeroed: Bool) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    if !memory.asksSecondaryFirst,
      let block = unsafe askPrimary(byteCount: byteCount, alignment: alignment, isZeroed: isZeroed)
    {
      return unsafe block
    }
    let other =
      unsafe isZeroed
      ? _base.secondary.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
      : _base.secondary.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    if let block = unsafe other { return unsafe block }
    return unsafe memory.asksSecondaryFirst
      ? askPrimary(byteCount: byteCount, alignment: alignment, isZeroed: isZeroed) : nil
  }

  /// Asks the primary, unless it refused as much and nothing was returned to it since.
  @inlinable
  borrowing func askPrimary(byteCount: Int, alignment: Int, isZeroed: Bool) -> Block? {
    guard byteCount < memory.refusedByteCount else { return nil }
    let block =
      unsafe isZeroed
      ? _base.primary.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
      : _base.primary.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    if let block = unsafe block { return unsafe block }
    // A refusal for a strict alignment says nothing about the others.
    if alignment <= 16 { memory.refusedByteCount = byteCount }
    return nil
  }

  /// Returns the block to the part that it came from.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    if unsafe _base.primary.owns(block) {
      memory.refusedByteCount = .max
      unsafe _base.primary.deallocate(block)
    } else {
      unsafe _base.secondary.deallocate(block)
    }
  }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let shrinks = unsafe byteCount < block.byteCount
    guard unsafe _base.resize(&block, byteCount: byteCount) else { return false }
    if shrinks { memory.refusedByteCount = .max }
    return true
  }

  /// Resizes the block within its part, or else moves it.
  ///
  /// - Complexity: That of the parts; O(min(old, new)) when the block changes over.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    // Whatever moves or shrinks may leave room in the primary.
    memory.refusedByteCount = .max
    return unsafe _base.reallocateIfPossible(&block, byteCount: byteCount)
  }

  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int {
    memory.refusedByteCount = .max
    return _base.releaseUnused()
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation(
        "AdaptiveFallbackAllocator",
        joining: [("primary", _base.primary.explain()), ("secondary", _base.secondary.explain())])
      explanation.capabilities.remove(.isThreadSafe)  // it remembers without a lock
      return explanation
    }
  #endif
}

extension AdaptiveFallbackAllocator: BlockLocator
where Primary: BlockLocator & ~Copyable & ~Escapable, Secondary: BlockLocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    memory.refusedByteCount = .max
    unsafe _base.deallocate(containing: address)
  }
}

extension AdaptiveFallbackAllocator: ResettableAllocator
where Primary: ResettableAllocator & ~Copyable & ~Escapable, Secondary: ResettableAllocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    memory.refusedByteCount = .max
    unsafe _base.unsafelyReset()
  }
}

/// What an ``AdaptiveFallbackAllocator`` remembers, behind a pointer. A part of its own because of its deinitializer,
/// as in ``LimitedAllocator``.
@safe
@frozen
@usableFromInline
struct FallbackMemory: ~Copyable {
  @usableFromInline let state: UnsafeMutablePointer<(refused: Int, asksSecondaryFirst: Bool)>

  @inlinable
  init() {
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: (.max, false))
  }

  @inlinable
  deinit { unsafe state.deallocate() }

  /// The size that the primary refused last, and has not been returned a block since.
  @inlinable
  var refusedByteCount: Int {
    get { unsafe state.pointee.refused }
    nonmutating set { unsafe state.pointee.refused = newValue }
  }

  @inlinable
  var asksSecondaryFirst: Bool {
    get { unsafe state.pointee.asksSecondaryFirst }
    nonmutating set { unsafe state.pointee.asksSecondaryFirst = newValue }
  }
}

extension BlockOwner where Self: ~Copyable & ~Escapable {
  /// This allocator, and `other` for what it refuses; while it is known to be full, it is not asked.
  ///
  /// - Complexity: O(1) and one allocation from the platform's heap.
  @_lifetime(copy self, copy other)
  @inlinable
  public consuming func adaptiveFallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> AdaptiveFallbackAllocator<Self, Other> {
    AdaptiveFallbackAllocator(self, to: other)
  }
}
