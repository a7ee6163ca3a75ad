extension AllocatedArray where Element: ~Copyable, A: ~Escapable {
  /// Adds an element in front of the one at `index`, or at the end where `index` is ``count``.
  ///
  /// - Throws: `AllocationError`; the array is as it was, and the element is destroyed.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func insert(_ element: consuming Element, at index: Int) throws(AllocationError) {
    precondition(index >= 0 && index <= count, "the index is out of the bounds of an AllocatedArray")
    if isFull { try grow(by: 1) }
    unsafe (start + index + 1).moveInitialize(from: start + index, count: count &- index)
    unsafe (start + index).initialize(to: element)
    storage.count &+= 1
  }

  /// Removes and returns the element at `index`; those behind it move up.
  ///
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func remove(at index: Int) -> Element {
    checkIndex(index)
    let element = unsafe (start + index).move()
    unsafe (start + index).moveInitialize(from: start + index + 1, count: count &- index &- 1)
    storage.count &-= 1
    return element
  }

  /// Destroys the elements at the positions `bounds`; those behind them move up.
  ///
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeSubrange(_ bounds: Range<Int>) {
    precondition(
      bounds.lowerBound >= 0 && bounds.upperBound <= count, "the range is out of the bounds of an AllocatedArray")
    unsafe (start + bounds.lowerBound).deinitialize(count: bounds.count)
    unsafe (start + bounds.lowerBound).moveInitialize(
      from: start + bounds.upperBound, count: count &- bounds.upperBound)
    storage.count &-= bounds.count
  }

  /// Removes and returns the last element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    storage.count &-= 1
    return unsafe (start + count).move()
  }

  /// Removes and returns the last element; there must be one.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func removeLast() -> Element {
    precondition(count > 0, "the last element of an empty AllocatedArray was removed")
    storage.count &-= 1
    return unsafe (start + count).move()
  }

  /// Destroys the last `removedCount` elements.
  ///
  /// - Complexity: O(`removedCount`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeLast(_ removedCount: Int) {
    precondition(removedCount >= 0 && removedCount <= count, "an AllocatedArray has not so many elements to remove")
    storage.count &-= removedCount
    unsafe (start + count).deinitialize(count: removedCount)
  }

  /// Destroys all elements.
  ///
  /// - Parameter isCapacityKept: Whether the memory is kept for new elements; otherwise it is given back.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    removeLast(count)
    if !isCapacityKept { _ = setCapacity(0) }
  }

  /// Ends the array by handing each element to `body`, first to last.
  ///
  /// - Throws: What `body` throws; the elements that it was not given are destroyed.
  /// - Complexity: O(`count`).
  @inlinable
  public consuming func consumeEach<Failure: Error>(
    _ body: (consuming Element) throws(Failure) -> Void
  ) throws(Failure) {
    let total = count
    // What is left when `body` throws is destroyed here; the array has forgotten its elements by then.
    storage.count = 0
    var index = 0
    while index < total {
      let element = unsafe (start + index).move()
      index &+= 1
      do throws(Failure) {
        try body(element)
      } catch {
        unsafe (start + index).deinitialize(count: total &- index)
        throw error
      }
    }
  }
}
