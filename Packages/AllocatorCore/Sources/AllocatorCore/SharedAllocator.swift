/// A handle that keeps its owner alive by reference count, and may go anywhere.
///
/// Choose it where values must be stored in classes, returned, or outlive the place that made their allocator. Each box
/// made through it holds a reference; the owner dies with the last one. It costs one allocation for the owner and a
/// retain for each copy. It is `Sendable` where the owner is, such as behind a lock.
///
/// A box in a box's value makes no cycle, for an owner owns blocks, not values: the outermost box ends them all. Only a
/// class that holds a box that holds the class does, as without an allocator.
@frozen
public struct SharedAllocator<Owner: Allocator & ~Copyable>: Allocator {
  @usableFromInline let storage: SharedStorage<Owner>

  /// Moves `owner` to the heap and makes the first handle on it.
  @inlinable
  public init(_ owner: consuming Owner) {
    storage = SharedStorage(owner)
  }

  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe storage.owner.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe storage.owner.deallocate(block)
  }
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe storage.owner.resize(&block, byteCount: byteCount)
  }
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe storage.owner.reallocateIfPossible(&block, byteCount: byteCount)
  }
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe storage.owner.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    storage.owner.goodByteCount(for: byteCount, alignment: alignment)
  }
  @inlinable
  public borrowing func supports(alignment: Int) -> Bool {
    storage.owner.supports(alignment: alignment)
  }
  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      Explanation("SharedAllocator", wrapping: storage.owner.explain(), role: "owner")
    }
  #endif
}

extension SharedAllocator: BlockOwner where Owner: BlockOwner & ~Copyable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    unsafe storage.owner.owns(block)
  }
}

extension SharedAllocator: Sendable where Owner: Sendable & ~Copyable {}

/// The home of a shared owner.
@usableFromInline
final class SharedStorage<Owner: Allocator & ~Copyable> {
  @usableFromInline let owner: Owner

  @inlinable
  init(_ owner: consuming Owner) { self.owner = owner }

  @inlinable
  deinit {}
}

extension SharedStorage: Sendable where Owner: Sendable & ~Copyable {}

extension Allocator where Self: ~Copyable {
  /// This allocator behind a reference count: a handle that may go anywhere.
  @inlinable
  public consuming func shared() -> SharedAllocator<Self> { SharedAllocator(self) }
}
