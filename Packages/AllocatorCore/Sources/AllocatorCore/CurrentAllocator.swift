#if !hasFeature(Embedded)
  /// A handle on a thread-safe allocator whose type is not known at compile time: ``AnyAllocator`` that may be used by
  /// several tasks at once.
  @frozen
  public struct AnySendableAllocator: Allocator, @unchecked Sendable {
    // Unchecked: the erasing class is not marked, but what it holds is required to be.
    @usableFromInline let base: AnyAllocator

    /// Moves `allocator` to the heap and forgets its type, but not that it is thread-safe.
    @inlinable
    public init<Erased: Allocator & Sendable & ~Copyable>(_ allocator: consuming Erased) {
      base = AnyAllocator(allocator)
    }

    @inlinable
    public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    @inlinable
    public borrowing func deallocate(_ block: Block) { unsafe base.deallocate(block) }
    @inlinable
    public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe base.resize(&block, byteCount: byteCount)
    }
    @inlinable
    public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe base.reallocateIfPossible(&block, byteCount: byteCount)
    }
    @inlinable
    public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    }
    @inlinable
    public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
      base.goodByteCount(for: byteCount, alignment: alignment)
    }
    @inlinable
    public borrowing func supports(alignment: Int) -> Bool { base.supports(alignment: alignment) }
    public borrowing func explain() -> Explanation { base.explain() }
  }

  /// The allocator that code uses which is given none.
  ///
  /// It is a task-local value: ``withCurrent(_:_:)`` binds it for the duration of a call, and child tasks inherit it.
  /// Boxes made through it keep it alive, and may outlive the binding.
  public enum Allocators {
    @TaskLocal private static var bound = AnySendableAllocator(SystemAllocator())

    /// The allocator bound by the innermost ``withCurrent(_:_:)``, or else the system's.
    public static var current: AnySendableAllocator { bound }

    /// Calls `body` with `allocator` as the current one.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    public static func withCurrent<Result>(
      _ allocator: some Allocator & Sendable, _ body: () throws -> Result
    ) rethrows -> Result {
      try $bound.withValue(AnySendableAllocator(allocator), operation: body)
    }

    /// Calls `body` with `allocator` as the current one; the tasks that it starts as its children inherit it.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    public static func withCurrent<Result>(
      _ allocator: some Allocator & Sendable, isolation: isolated (any Actor)? = #isolation,
      _ body: () async throws -> Result
    ) async rethrows -> Result {
      try await $bound.withValue(AnySendableAllocator(allocator), operation: body, isolation: isolation)
    }
  }
#endif
