/// A handle on an allocator whose type is not known at compile time.
///
/// Choose it where a composition is decided at run time, or where its type must not show in a signature. It keeps the
/// allocator alive by reference count. Each call is a dynamic one, which the specialized forms do not pay.
///
/// It is not a ``BlockOwner``, since the allocator inside may be none; ``AnyBlockOwner`` is.
///
/// Each operation is O(1) and at most one dynamic call of the erased allocator unless it says otherwise.
@frozen
public struct AnyAllocator: _ErasedHandle {
  public let _erased: _Erased

  @inlinable
  init(erased: _Erased) { _erased = erased }

  /// Moves `allocator` to the heap and forgets its type.
  ///
  /// - Complexity: O(1): one object of the heap.
  @inlinable
  public init<Erased: Allocator & ~Copyable>(_ allocator: consuming Erased) {
    _erased = _Erased(ErasedStorage(allocator))
  }

  /// The same allocator with its type forgotten. Allocates nothing.
  ///
  /// - Complexity: O(1): no allocation.
  @inlinable
  public init<Owner: ~Copyable>(_ shared: SharedAllocator<Owner>) { _erased = _Erased(shared.storage) }

  /// The same allocator, no longer known to be a block owner.
  ///
  /// - Complexity: O(1): no allocation.
  @inlinable
  public init(_ owner: AnyBlockOwner) { _erased = owner._erased }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation("AnyAllocator", wrapping: _erased.storage.explain(), role: "erased")
      // What is erased may have them, but cannot be asked.
      explanation.capabilities.subtract([.owns, .locatesBlocks, .resets])
      return explanation
    }
  #endif
}

/// A handle on a block owner whose type is not known at compile time: ``AnyAllocator`` that can recognize its own
/// blocks.
///
/// Each operation is O(1) and at most one dynamic call of the erased allocator unless it says otherwise.
@frozen
public struct AnyBlockOwner: _ErasedHandle, BlockOwner {
  public let _erased: _Erased

  /// Moves `owner` to the heap and forgets its type.
  ///
  /// - Complexity: O(1): one object of the heap.
  @inlinable
  public init<Erased: BlockOwner & ~Copyable>(_ owner: consuming Erased) {
    _erased = _Erased(ErasedOwnerStorage(owner))
  }

  /// The same allocator with its type forgotten. Allocates nothing, unless the handle was made where its owner was not
  /// known to be a block owner.
  ///
  /// - Complexity: O(1): no allocation.
  @inlinable
  public init<Owner: BlockOwner & ~Copyable>(_ shared: SharedAllocator<Owner>) {
    _erased = _Erased(shared.storage.isBlockOwner ? shared.storage : ErasedOwnerStorage(shared))
  }

  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe _erased.storage.owns(block) }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation("AnyBlockOwner", wrapping: _erased.storage.explain(), role: "erased")
      explanation.capabilities.subtract([.locatesBlocks, .resets])
      return explanation
    }
  #endif
}

/// A reference to an erased allocator, which hides its class.
@frozen
public struct _Erased {
  @usableFromInline let storage: ErasedAllocator
  @inlinable
  init(_ storage: ErasedAllocator) { self.storage = storage }
}

/// What the handles on erased allocators share: dynamic calls.
///
/// Each operation is O(1) and at most one dynamic call of the erased allocator unless it says otherwise.
public protocol _ErasedHandle: Allocator {
  var _erased: _Erased { get }
}

extension _ErasedHandle {
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe _erased.storage.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe _erased.storage.deallocate(block) }
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe _erased.storage.resize(&block, byteCount: byteCount)
  }
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe _erased.storage.reallocateIfPossible(&block, byteCount: byteCount)
  }
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe _erased.storage.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func allocateBlocks(
    count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void
  ) -> Int {
    unsafe _erased.storage.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
  }
  @inlinable
  public borrowing func deallocateBlocks(count: Int, _ next: () -> Block) {
    unsafe _erased.storage.deallocateBlocks(count: count, next)
  }
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _erased.storage.goodByteCount(for: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    _erased.storage.supports(byteCount: byteCount, alignment: alignment)
  }
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int { _erased.storage.releaseUnused() }
}

#if !hasFeature(Embedded)
  extension AnyAllocator: CustomStringConvertible, CustomReflectable {
    /// What the allocator is made of, as ``Allocator/explain()`` prints it.
    public var description: String { explain().description }
    public var customMirror: Mirror { Mirror(self, children: ["explanation": description]) }
  }

  extension AnyBlockOwner: CustomStringConvertible, CustomReflectable {
    /// What the allocator is made of, as ``Allocator/explain()`` prints it.
    public var description: String { explain().description }
    public var customMirror: Mirror { Mirror(self, children: ["explanation": description]) }
  }

  extension SharedAllocator: CustomStringConvertible, CustomReflectable where Owner: ~Copyable {
    /// What the allocator is made of, as ``Allocator/explain()`` prints it.
    public var description: String { explain().description }
    public var customMirror: Mirror { Mirror(self, children: ["explanation": description]) }
  }
#endif
