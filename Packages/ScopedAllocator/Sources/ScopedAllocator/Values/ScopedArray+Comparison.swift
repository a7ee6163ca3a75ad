extension ScopedArray where Element: ~Copyable {
  /// Orders the elements by `precedes`, without memory for it. Equal elements may change their order.
  ///
  /// - Throws: What `precedes` throws; all elements are there then, in some order.
  /// - Complexity: O(`count` · log `count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func sort<Failure: Error>(
    by precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) {
    try unsafe _ElementSort.sort(elements, count, precedes)
  }

  /// The position of the first element that `predicate` is true of, or `nil`.
  ///
  /// - Throws: What `predicate` throws.
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func firstIndex<Failure: Error>(
    where predicate: (borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) -> Int? {
    for index in indices where try unsafe predicate(elements[index]) { return index }
    return nil
  }
}

extension ScopedArray where Element: Copyable {
  /// The first element, or `nil` when there is none.
  @inlinable
  public var first: Element? { isEmpty ? nil : self[0] }

  /// The last element, or `nil` when there is none.
  @inlinable
  public var last: Element? { isEmpty ? nil : self[count &- 1] }

  /// The smallest element by `precedes`, the first of several, or `nil` when there is none.
  ///
  /// - Throws: What `precedes` throws.
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func min<Failure: Error>(
    by precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) -> Element? {
    guard !isEmpty else { return nil }
    var found = 0
    for index in indices where try unsafe precedes(elements[index], elements[found]) { found = index }
    return self[found]
  }

  /// The largest element by `precedes`, the last of several, or `nil` when there is none.
  ///
  /// - Throws: What `precedes` throws.
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func max<Failure: Error>(
    by precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) -> Element? {
    guard !isEmpty else { return nil }
    var found = 0
    for index in indices where try unsafe !precedes(elements[index], elements[found]) { found = index }
    return self[found]
  }
}

extension ScopedArray where Element: Comparable {
  /// Orders the elements, without memory for it.
  ///
  /// - Complexity: O(`count` · log `count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func sort() { sort { $0 < $1 } }

  /// The smallest element, or `nil` when there is none.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func min() -> Element? { min { $0 < $1 } }

  /// The largest element, or `nil` when there is none.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func max() -> Element? { max { $0 < $1 } }
}

extension ScopedArray where Element: Equatable {
  /// Whether an element is equal to `element`.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func contains(_ element: Element) -> Bool { firstIndex { $0 == element } != nil }

  /// Whether both have equal elements in the same order.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func == (left: borrowing ScopedArray, right: borrowing ScopedArray) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }

  /// Whether the two differ in their count or in an element.
  ///
  /// - Complexity: O(count).
  @inlinable
  public static func != (left: borrowing ScopedArray, right: borrowing ScopedArray) -> Bool { !(left == right) }
}
