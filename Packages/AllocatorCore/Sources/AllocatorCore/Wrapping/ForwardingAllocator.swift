/// An allocator that wraps another one, its *base*, and states what it changes.
///
/// It writes its primitives, ``Allocator/allocateIfPossible(byteCount:alignment:)``, ``Allocator/deallocate(_:)`` and
/// ``Allocator/resize(_:byteCount:)``, and inherits the rest: *questions* (`supports`, `goodByteCount`, `owns`,
/// `explain`) and `releaseUnused` go to the base, and derived operations (zeroed blocks, reallocation, blocks by the
/// *n*) go through the wrapper's own primitives, so that no request bypasses its books.
///
/// ```swift
/// struct CountingAllocator<Base: Allocator>: ForwardingAllocator {
///   let _base: Base
///   let count: Counter
///   func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
///     guard let block = _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
///     count.value += 1
///     return block
///   }
///   func deallocate(_ block: Block) {
///     count.value -= 1
///     _base.deallocate(block)
///   }
///   func resize(_ block: inout Block, byteCount: Int) -> Bool { _base.resize(&block, byteCount: byteCount) }
/// }
/// ```
///
/// A wrapper that changes sizes writes `goodByteCount` itself, too. One that changes nothing conforms to
/// ``TransparentAllocator``. A lock conforms to neither: what it wraps must not be reached beside it.
///
/// What goes to the base is O(1) and one call of it unless it says otherwise.
public protocol ForwardingAllocator: Allocator, ~Copyable, ~Escapable {
  /// What is wrapped.
  associatedtype Base: Allocator & ~Copyable & ~Escapable
  /// The wrapped allocator. Underscored, since requests that go to it directly bypass the wrapper.
  var _base: Base { @_lifetime(borrow self) get }
}

extension ForwardingAllocator where Self: ~Copyable & ~Escapable {
  @available(*, unavailable, message: "a ForwardingAllocator has to state how it resizes; the base would be bypassed")
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool { false }

  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _base.goodByteCount(for: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    _base.supports(byteCount: byteCount, alignment: alignment)
  }

  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int { _base.releaseUnused() }

  #if !hasFeature(Embedded)
    /// The type's name over the base's explanation, without what a wrapper has to state itself: that it is thread-safe,
    /// locates blocks or resets.
    public borrowing func explain() -> Explanation {
      var explanation = Explanation(nameWithoutArguments(Self.self), wrapping: _base.explain(), role: "base")
      explanation.capabilities.subtract([.isThreadSafe, .locatesBlocks, .resets])
      return explanation
    }
  #endif
}

#if !hasFeature(Embedded)
  extension TransparentAllocator where Self: ~Copyable & ~Escapable {
    public borrowing func explain() -> Explanation {
      Explanation(nameWithoutArguments(Self.self), wrapping: _base.explain(), role: "base")
    }
  }

  /// The name of a type without its generic arguments.
  private func nameWithoutArguments<T: ~Copyable & ~Escapable>(_ type: T.Type) -> String {
    String(String(describing: type).prefix { $0 != "<" })
  }
#endif

extension ForwardingAllocator where Self: BlockOwner & ~Copyable & ~Escapable, Base: BlockOwner {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe _base.owns(block) }
}

extension ForwardingAllocator where Self: BlockLocator & ~Copyable & ~Escapable, Base: BlockLocator {
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    unsafe _base.block(containing: address)
  }
}

/// A wrapper that changes nothing, such as a handle: it forwards every operation to its base.
///
/// What conforms writes `_base`, and nothing else unless it wants to.
///
/// Each operation is O(1) and one call of the base unless it says otherwise.
public protocol TransparentAllocator: ForwardingAllocator, ~Copyable, ~Escapable {}

extension TransparentAllocator where Self: ~Copyable & ~Escapable {
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe _base.deallocate(block) }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe _base.resize(&block, byteCount: byteCount)
  }

  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe _base.reallocateIfPossible(&block, byteCount: byteCount)
  }

  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func allocateBlocks(
    count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void
  ) -> Int {
    unsafe _base.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
  }

  @inlinable
  public borrowing func deallocateBlocks(count: Int, _ next: () -> Block) {
    unsafe _base.deallocateBlocks(count: count, next)
  }
}

extension TransparentAllocator where Self: BlockLocator & ~Copyable & ~Escapable, Base: BlockLocator {
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    unsafe _base.deallocate(containing: address)
  }
}
