extension AllocatedArray where Element: ~Copyable, A: ~Escapable {
  /// Adds an element in front of the one at `index`, or at the end where `index` is ``count``.
  ///
  /// - Throws: `AllocationError`; the array is as it was, and the element is destroyed.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func insert(_ element: consuming Element, at index: Int) throws(AllocationError) {
    checkBounds(unsafe Range(uncheckedBounds: (index, index)), count, .array)
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
    checkIndex(index, count, .array)
    let element = unsafe (start + index)._take()
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
    checkBounds(bounds, count, .array)
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
    return unsafe (start + count)._take()
  }

  /// Removes and returns the last element; there must be one.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func removeLast() -> Element {
    if count == 0 { stopAtEmpty(.array) }
    storage.count &-= 1
    return unsafe (start + count)._take()
  }

  /// Destroys the last `removedCount` elements.
  ///
  /// - Complexity: O(`removedCount`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeLast(_ removedCount: Int) {
    if removedCount < 0 || removedCount > count { stopAtRemoving(removedCount, count, .array) }
    storage.count &-= removedCount
    unsafe (start + count).deinitialize(count: removedCount)
  }

  /// Destroys all elements.
  ///
  /// - Parameter isCapacityKept: Whether the memory is kept for new elements; otherwise it is returned.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    removeLast(count)
    if !isCapacityKept { _ = setCapacity(0) }
  }
}
