/// A handle on an allocator whose type is not known at compile time.
///
/// Choose it where a composition is decided at run time, or where its type must not show in a signature. It keeps the
/// allocator alive by reference count. Each call is a dynamic one, which the specialised forms do not pay.
///
/// It is not a ``BlockOwner``, since the allocator inside may be none; ``AnyBlockOwner`` is.
@frozen
public struct AnyAllocator: Allocator {
  @usableFromInline let erased: ErasedAllocator

  /// Moves `allocator` to the heap and forgets its type.
  @inlinable
  public init<Erased: Allocator & ~Copyable>(_ allocator: consuming Erased) {
    erased = ErasedStorage(allocator)
  }

  /// The same allocator, no longer known to be an owner.
  @inlinable
  public init(_ owner: AnyBlockOwner) { erased = owner.erased }

  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe erased.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe erased.deallocate(block) }
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe erased.resize(&block, byteCount: byteCount)
  }
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe erased.reallocateIfPossible(&block, byteCount: byteCount)
  }
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe erased.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    erased.goodByteCount(for: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func supports(alignment: Int) -> Bool { erased.supports(alignment: alignment) }
  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation("AnyAllocator", wrapping: erased.explain(), role: "erased")
      explanation.capabilities.remove(.owns)  // what is erased may be an owner, but cannot be asked
      return explanation
    }
  #endif
}

/// A handle on a block owner whose type is not known at compile time: ``AnyAllocator`` that can answer `owns`.
@frozen
public struct AnyBlockOwner: BlockOwner {
  @usableFromInline let erased: ErasedOwner

  /// Moves `owner` to the heap and forgets its type.
  @inlinable
  public init<Erased: BlockOwner & ~Copyable>(_ owner: consuming Erased) {
    erased = ErasedOwnerStorage(owner)
  }

  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe erased.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe erased.deallocate(block) }
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe erased.resize(&block, byteCount: byteCount)
  }
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe erased.reallocateIfPossible(&block, byteCount: byteCount)
  }
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe erased.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    erased.goodByteCount(for: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func supports(alignment: Int) -> Bool { erased.supports(alignment: alignment) }
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe erased.owns(block) }
  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      Explanation("AnyBlockOwner", wrapping: erased.explain(), role: "erased")
    }
  #endif
}
