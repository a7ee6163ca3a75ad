#if !hasFeature(Embedded)
  /// A handle on a thread-safe allocator whose type is not known at compile time: ``AnyAllocator`` that may be used by
  /// several tasks at once.
  ///
  /// Each operation is O(1) and at most one dynamic call of the erased allocator unless it says otherwise.
  @frozen
  public struct AnySendableAllocator: _ErasedHandle, @unchecked Sendable, CustomStringConvertible, CustomReflectable {
    // Unchecked: the erasing class is not marked, but what it holds is required to be.
    public let _erased: _Erased

    /// Moves `allocator` to the heap and forgets its type, but not that it is thread-safe.
    ///
    /// - Complexity: O(1): one object of the heap.
    @inlinable
    public init<Erased: Allocator & Sendable & ~Copyable>(_ allocator: consuming Erased) {
      _erased = _Erased(ErasedStorage(allocator))
    }

    /// The same allocator with its type forgotten. Allocates nothing.
    ///
    /// - Complexity: O(1): no allocation.
    @inlinable
    public init<Owner: Sendable & ~Copyable>(_ shared: SharedAllocator<Owner>) { _erased = _Erased(shared.storage) }

    public borrowing func explain() -> Explanation { AnyAllocator(erased: _erased).explain() }

    /// What the allocator is made of, as ``Allocator/explain()`` prints it.
    public var description: String { explain().description }
    public var customMirror: Mirror { Mirror(self, children: ["explanation": description]) }
  }

  /// The allocator that code uses which is given none.
  ///
  /// It is a task-local value: ``with(_:_:)`` binds it for the duration of a call, and child tasks inherit it.
  /// Boxes made through it keep it alive, and may outlive the binding.
  public enum CurrentAllocator {
    @TaskLocal private static var bound = AnySendableAllocator(SystemAllocator())

    /// The allocator bound by the innermost ``with(_:_:)``, or else the system's.
    public static var value: AnySendableAllocator { bound }

    /// Calls `body` with `allocator` as the current one.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    /// - Complexity: O(1), and that of `body`.
    public static func with<Result>(
      _ allocator: some Allocator & Sendable, _ body: () throws -> Result
    ) rethrows -> Result {
      try $bound.withValue(AnySendableAllocator(allocator), operation: body)
    }

    /// Calls `body` with `allocator` as the current one; the tasks that it starts as its children inherit it.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    /// - Complexity: O(1), and that of `body`.
    public static func with<Result>(
      _ allocator: some Allocator & Sendable, isolation: isolated (any Actor)? = #isolation,
      _ body: () async throws -> Result
    ) async rethrows -> Result {
      try await $bound.withValue(AnySendableAllocator(allocator), operation: body, isolation: isolation)
    }
  }
#endif
