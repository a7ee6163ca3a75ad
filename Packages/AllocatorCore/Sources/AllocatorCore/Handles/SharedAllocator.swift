/// A handle that keeps its owner alive by reference count, and may go anywhere.
///
/// Choose it where values must be stored in classes, returned, or outlive the place that made their allocator. Each box
/// made through it holds a reference; the owner dies with the last one. It costs one allocation for the owner and a
/// retain for each copy. It is `Sendable` where the owner is, such as behind a lock.
///
/// A box in a box's value makes no cycle, for an owner owns blocks, not values: the outermost box ends them all. Only a
/// class that holds a box that holds the class does, as without an allocator.
///
/// Each operation is O(1) and at most one call of the owner unless it says otherwise.
@frozen
public struct SharedAllocator<Owner: Allocator & ~Copyable>: TransparentAllocator {
  @usableFromInline let storage: ErasedStorage<Owner>

  /// Moves `owner` to the heap and makes the first handle on it.
  ///
  /// - Complexity: O(1): one object of the heap.
  @inlinable
  public init(_ owner: consuming Owner) {
    storage = ErasedStorage(owner)
  }

  /// The owner itself: its figures, and what else it has beside allocating.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var owner: Owner {
    @inline(always) _read { yield storage.allocator }
  }

  @inlinable
  public var _base: Owner {
    @inline(always) _read { yield storage.allocator }
  }

  #if DEBUG
    // Through `_base`, builds without optimization would allocate the frame of its accessor with each call, and memory for
    // real time would not be quiet in them.

    @inline(always)
    @inlinable
    public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe storage.allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }

    @inline(always)
    @inlinable
    public borrowing func deallocate(_ block: Block) { unsafe storage.allocator.deallocate(block) }

    @inline(always)
    @inlinable
    public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe storage.allocator.resize(&block, byteCount: byteCount)
    }

    @inline(always)
    @inlinable
    public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe storage.allocator.reallocateIfPossible(&block, byteCount: byteCount)
    }

    @inline(always)
    @inlinable
    public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe storage.allocator.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    }

    @inline(always)
    @inlinable
    public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
      storage.allocator.goodByteCount(for: byteCount, alignment: alignment)
    }

    @inline(always)
    @inlinable
    public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
      storage.allocator.supports(byteCount: byteCount, alignment: alignment)
    }
  #endif

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation("SharedAllocator", wrapping: storage.allocator.explain(), role: "owner")
      explanation.capabilities.remove(.resets)  // its owner's to do
      return explanation
    }
  #endif
}

extension SharedAllocator where Owner: BlockOwner & ~Copyable {
  /// Moves `owner` to the heap and makes the first handle on it.
  ///
  /// - Complexity: O(1): one object of the heap.
  @inlinable
  public init(_ owner: consuming Owner) {
    storage = ErasedOwnerStorage(owner)
  }
}

extension SharedAllocator: BlockOwner where Owner: BlockOwner & ~Copyable {}
extension SharedAllocator: BlockLocator where Owner: BlockLocator & ~Copyable {}

// Unchecked: the storage is not marked, but what it holds is required to be.
extension SharedAllocator: @unchecked Sendable where Owner: Sendable & ~Copyable {}

extension Allocator where Self: ~Copyable {
  /// This allocator behind a reference count: a handle that may go anywhere.
  ///
  /// - Complexity: O(1): one object of the heap.
  @inlinable
  public consuming func shared() -> SharedAllocator<Self> { SharedAllocator(self) }
}

extension BlockOwner where Self: ~Copyable {
  /// This allocator behind a reference count: a handle that may go anywhere.
  ///
  /// - Complexity: O(1): one object of the heap.
  @inlinable
  public consuming func shared() -> SharedAllocator<Self> { SharedAllocator(self) }
}
