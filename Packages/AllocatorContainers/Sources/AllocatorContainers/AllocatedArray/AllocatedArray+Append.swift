extension AllocatedArray where Element: ~Copyable, A: ~Escapable {
  /// Adds an element at the end.
  ///
  /// - Throws: `AllocationError`; the array is as it was, and the element is destroyed. ``store(_:)`` returns it.
  /// - Complexity: O(1) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(_ element: consuming Element) throws(AllocationError) {
    if isFull { try grow(by: 1) }
    unsafe (start + count).initialize(to: element)
    storage.count &+= 1
  }

  /// Adds an element at the end, or returns it.
  ///
  /// ```swift
  /// switch sessions.store(session) {
  /// case .stored: break
  /// case .rejected(let session, let error): refuse(session, error)
  /// }
  /// ```
  ///
  /// - Complexity: O(1) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func store(_ element: consuming Element) -> StoreResult<Void, Element> {
    if isFull, !growIfPossible(by: 1) { return .rejected(element, refusal) }
    unsafe (start + count).initialize(to: element)
    storage.count &+= 1
    return .stored(())
  }

  /// Adds up to `newCount` elements at the end by writing them straight into the array's memory.
  ///
  /// - Parameters:
  ///   - newCount: How many elements to make room for in the span.
  ///   - initializer: Appends elements to the span it is given. When it throws, what it had appended is destroyed.
  /// - Throws: `AllocationError`, from growing or from `initializer`; the elements are as they were.
  /// - Complexity: O(`newCount`) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(
    addingCount newCount: Int, initializingWith initializer: (inout OutputSpan<Element>) throws(AllocationError) -> Void
  ) throws(AllocationError) {
    checkCount(newCount, .array)
    try ensureFreeCapacity(newCount)
    try appendInPlace(newCount, initializer)
  }

  #if !hasFeature(Embedded)
    /// Adds up to `newCount` elements at the end, written by a closure that may throw any error.
    ///
    /// - Parameters:
    ///   - newCount: How many elements to make room for in the span.
    ///   - initializer: Appends elements to the span it is given. When it throws, what it had appended is destroyed.
    /// - Throws: `AllocationError` when there is no room, or what `initializer` throws; the elements are as they were.
    /// - Complexity: O(`newCount`) amortized.
    @_lifetime(self: copy self)
    @inlinable
    public mutating func append(
      addingCount newCount: Int, initializingWith initializer: (inout OutputSpan<Element>) throws -> Void
    ) throws {
      checkCount(newCount, .array)
      try ensureFreeCapacity(newCount)
      try appendInPlace(newCount, initializer)
    }
  #endif

  @_lifetime(self: copy self)
  @inlinable
  mutating func appendInPlace<Failure: Error>(
    _ newCount: Int, _ initializer: (inout OutputSpan<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    let buffer = unsafe UnsafeMutableBufferPointer(start: start + count, count: newCount)
    var span = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
    try initializer(&span)
    storage.count &+= unsafe span.finalize(for: buffer)
    span = OutputSpan()
  }

  /// Moves all elements of `source` to the end of this array; `source` is empty then, and keeps its capacity.
  ///
  /// - Throws: `AllocationError`; both arrays are as they were.
  /// - Complexity: O(`source.count`) amortized.
  @_lifetime(self: copy self)
  @_lifetime(source: copy source)
  @inlinable
  public mutating func append<Other: Allocator & ~Escapable>(
    moving source: inout AllocatedArray<Element, Other>
  ) throws(AllocationError) {
    try ensureFreeCapacity(source.count)
    unsafe (start + count).moveInitialize(from: source.start, count: source.count)
    storage.count &+= source.count
    source.storage.count = 0
  }
}

extension AllocatedArray where Element: Copyable, A: ~Escapable {
  /// Adds copies of all elements of `source`.
  ///
  /// - Throws: `AllocationError`; the array is as it was.
  /// - Complexity: O(`source.count`) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(copying source: Span<Element>) throws(AllocationError) {
    let newCount = source.count
    guard newCount > 0 else { return }
    try ensureFreeCapacity(newCount)
    unsafe source.withUnsafeBufferPointer { elements in
      unsafe (start + count).initialize(from: elements.baseAddress.unsafelyUnwrapped, count: newCount)
    }
    storage.count &+= newCount
  }

  /// Adds copies of the elements of `source`: all at once where it stores them side by side, as `Array` does.
  ///
  /// - Throws: `AllocationError`; the array is as it was.
  /// - Complexity: O(number of new elements) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(copying source: some Sequence<Element>) throws(AllocationError) {
    let error = source.withContiguousStorageIfAvailable { elements -> AllocationError? in
      do throws(AllocationError) {
        try unsafe append(copying: elements.span)
        return nil
      } catch { return error }
    }
    guard let error else { return try appendOneByOne(source) }
    if let error { throw error }
  }

  @_lifetime(self: copy self)
  @inlinable
  mutating func appendOneByOne(_ source: some Sequence<Element>) throws(AllocationError) {
    let oldCount = count
    do throws(AllocationError) {
      // A user's sequence may estimate anything: no more than a hint.
      let estimate = source.underestimatedCount
      if estimate > freeCapacity { _ = growIfPossible(by: estimate) }
      for element in source { try append(element) }
    } catch {
      removeLast(count - oldCount)
      throw error
    }
  }

  /// Adds `newCount` copies of `element`.
  ///
  /// - Throws: `AllocationError`; the array is as it was.
  /// - Complexity: O(`newCount`) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(repeating element: Element, count newCount: Int) throws(AllocationError) {
    checkCount(newCount, .array)
    try ensureFreeCapacity(newCount)
    unsafe (start + count).initialize(repeating: element, count: newCount)
    storage.count &+= newCount
  }
}
