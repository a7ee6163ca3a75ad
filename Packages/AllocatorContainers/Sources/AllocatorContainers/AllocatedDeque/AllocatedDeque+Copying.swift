extension AllocatedDeque where Element: Copyable, A: ~Escapable {
  /// The first element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var first: Element? { isEmpty ? nil : unsafe ring.place(0).pointee }

  /// The last element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var last: Element? { isEmpty ? nil : unsafe ring.place(count &- 1).pointee }

  /// Adds copies of all elements of `source` at the end.
  ///
  /// - Throws: `AllocationError`; the deque is as it was.
  /// - Complexity: O(`source.count`) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(copying source: Span<Element>) throws(AllocationError) {
    try ensureFreeCapacity(source.count)
    unsafe source.withUnsafeBufferPointer { elements in
      guard let start = elements.baseAddress else { return }
      let atEnd = min(elements.count, contiguousFreeCapacity)
      unsafe ring.place(count).initialize(from: start, count: atEnd)
      ring.count &+= atEnd
      guard atEnd < elements.count else { return }
      unsafe ring.place(count).initialize(from: start + atEnd, count: elements.count &- atEnd)
      ring.count &+= elements.count &- atEnd
    }
  }

  /// How many elements fit side by side behind the last one.
  @inlinable
  var contiguousFreeCapacity: Int {
    let end = ring.head &+ ring.count
    return end < capacity ? capacity &- end : capacity &- ring.count
  }

  /// Adds copies of the elements of `source` at the end: all at once where it stores them side by side.
  ///
  /// - Throws: `AllocationError`; the deque is as it was.
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
      if estimate > freeCapacity { _ = grow(by: estimate) }
      for element in source { try append(element) }
    } catch {
      while count > oldCount { removeLast() }
      throw error
    }
  }

  /// Adds copies of all elements of `source` at the front, in their order.
  ///
  /// - Throws: `AllocationError`; the deque is as it was.
  /// - Complexity: O(`source.count`) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func prepend(copying source: Span<Element>) throws(AllocationError) {
    try ensureFreeCapacity(source.count)
    var index = source.count
    while index > 0 {
      index &-= 1
      ring.head = ring.head == 0 ? capacity &- 1 : ring.head &- 1
      unsafe ring.place(0).initialize(to: source[index])
      ring.count &+= 1
    }
  }
}
