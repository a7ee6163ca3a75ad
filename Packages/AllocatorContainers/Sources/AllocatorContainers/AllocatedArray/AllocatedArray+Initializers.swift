extension AllocatedArray where Element: ~Copyable, A: ~Escapable {
  /// An array without elements that has room for `capacity` of them.
  ///
  /// - Throws: `AllocationError.outOfMemory`, also when that is more than memory can hold, or
  ///   `AllocationError.unsupportedAlignment`.
  /// - Complexity: O(1) and one allocation; none where `capacity` is zero.
  @_lifetime(copy allocator)
  @inlinable
  public init(capacity: Int, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try reallocate(capacity: capacity)
  }

  /// An array with room for `capacity` elements, which `initializer` writes straight into its memory.
  ///
  /// - Parameters:
  ///   - capacity: The number of elements to make room for.
  ///   - allocator: The handle that the memory comes from.
  ///   - initializer: Appends any number of elements, up to `capacity`, to the span it is given. When it throws, what
  ///     it had appended is destroyed and the memory is returned.
  /// - Throws: `AllocationError`, from the allocation or from `initializer`.
  /// - Complexity: O(1) and one allocation, and what `initializer` takes.
  @_lifetime(copy allocator)
  @inlinable
  public init(
    capacity: Int, allocator: A,
    initializingWith initializer: (inout OutputSpan<Element>) throws(AllocationError) -> Void
  ) throws(AllocationError) {
    self.init(allocator: allocator)
    try reallocate(capacity: capacity)
    try append(addingCount: capacity, initializingWith: initializer)
  }

  #if !hasFeature(Embedded)
    /// An array with room for `capacity` elements, written by a closure that may throw any error.
    ///
    /// - Parameters:
    ///   - capacity: The number of elements to make room for.
    ///   - allocator: The handle that the memory comes from.
    ///   - initializer: Appends any number of elements, up to `capacity`, to the span it is given. When it throws, what
    ///     it had appended is destroyed and the memory is returned.
    /// - Throws: `AllocationError` when there is no room, or what `initializer` throws.
    /// - Complexity: O(1) and one allocation, and what `initializer` takes.
    @_lifetime(copy allocator)
    @inlinable
    public init(
      capacity: Int, allocator: A, initializingWith initializer: (inout OutputSpan<Element>) throws -> Void
    ) throws {
      self.init(allocator: allocator)
      try reallocate(capacity: capacity)
      try append(addingCount: capacity, initializingWith: initializer)
    }
  #endif
}

extension AllocatedArray where Element: Copyable, A: ~Escapable {
  /// An array of copies of all elements of `source`.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`source.count`).
  @_lifetime(copy allocator)
  @inlinable
  public init(copying source: Span<Element>, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try reallocate(capacity: source.count)
    try append(copying: source)
  }

  /// An array of the elements of `source`.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of elements).
  @_lifetime(copy allocator)
  @inlinable
  public init(copying source: some Sequence<Element>, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    let count = source.withContiguousStorageIfAvailable { $0.count }
    if let count { try reallocate(capacity: count) }
    try append(copying: source)
  }

  /// An array of `count` copies of `element`.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`count`).
  @_lifetime(copy allocator)
  @inlinable
  public init(repeating element: Element, count: Int, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try reallocate(capacity: count)
    try append(repeating: element, count: count)
  }

  /// A copy of this array, in memory of the same allocator, without spare capacity.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`count`).
  @_lifetime(copy self)
  @inlinable
  public borrowing func clone() throws(AllocationError) -> AllocatedArray {
    try AllocatedArray(copying: span, allocator: allocator)
  }
}

extension Allocator where Self: ~Escapable {
  /// An array in memory of this allocator.
  ///
  /// - Parameters:
  ///   - type: The type of the elements.
  ///   - capacity: The number of elements to make room for at once; zero allocates nothing.
  /// - Throws: `AllocationError`.
  /// - Complexity: O(1) and one allocation; none where `capacity` is zero.
  @_lifetime(copy self)
  @inlinable
  public func makeArray<Element: ~Copyable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedArray<Element, Self> {
    try AllocatedArray(capacity: capacity, allocator: self)
  }
}

extension Allocator where Self: ~Escapable {
  /// An array of `count` copies of `element`, in memory of this allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`count`).
  @_lifetime(copy self)
  @inlinable
  public func makeArray<Element>(
    repeating element: Element, count: Int
  ) throws(AllocationError) -> AllocatedArray<Element, Self> {
    try AllocatedArray(repeating: element, count: count, allocator: self)
  }

  /// An array of copies of all elements of `source`, in memory of this allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`source.count`).
  @_lifetime(copy self)
  @inlinable
  public func makeArray<Element>(copying source: Span<Element>) throws(AllocationError) -> AllocatedArray<Element, Self>
  {
    try AllocatedArray(copying: source, allocator: self)
  }

  /// An array of copies of the elements of `source`, in memory of this allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of elements).
  @_lifetime(copy self)
  @inlinable
  public func makeArray<Element>(
    copying source: some Sequence<Element>
  ) throws(AllocationError) -> AllocatedArray<Element, Self> {
    try AllocatedArray(copying: source, allocator: self)
  }
}

extension Array {
  /// A standard array of copies of the elements of `source`.
  ///
  /// - Complexity: O(`source.count`).
  @inlinable
  public init<A: Allocator & ~Escapable>(copying source: borrowing AllocatedArray<Element, A>) {
    let count = source.count
    unsafe self.init(unsafeUninitializedCapacity: count) { buffer, initializedCount in
      if count > 0 { unsafe buffer.baseAddress.unsafelyUnwrapped.initialize(from: source.start, count: count) }
      initializedCount = count
    }
  }
}
