// Noncopyable types cannot be `Equatable`, `Comparable` or `Hashable` in Swift 6.3; these are the same operations.
extension AllocatedArray where Element: ~Copyable, A: ~Escapable {
  /// The position of the first element that `isFound` accepts, or `nil`.
  ///
  /// - Throws: What `isFound` throws.
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func firstIndex<Failure: Error>(
    where isFound: (borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) -> Int? {
    var index = 0
    while index < count {
      if try unsafe isFound(start[index]) { return index }
      index &+= 1
    }
    return nil
  }

  /// Whether `isFound` accepts an element.
  ///
  /// - Throws: What `isFound` throws.
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func contains<Failure: Error>(
    where isFound: (borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    try firstIndex(where: isFound) != nil
  }

  /// Reverses the order of the elements.
  ///
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reverse() {
    var first = 0
    var last = count &- 1
    while first < last {
      swapAt(first, last)
      first &+= 1
      last &-= 1
    }
  }

  /// Orders the elements by `precedes`, without memory for it. Equal elements may change their order.
  ///
  /// - Throws: What `precedes` throws; all elements are there then, in some order.
  /// - Complexity: O(`count` · log `count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func sort<Failure: Error>(
    by precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) {
    try unsafe _ElementSort.sort(start, count, precedes)
  }
}

extension AllocatedArray where Element: Copyable, A: ~Escapable {
  /// The first element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var first: Element? { isEmpty ? nil : unsafe start.pointee }

  /// The last element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var last: Element? { isEmpty ? nil : unsafe (start + (count &- 1)).pointee }
}

extension AllocatedArray where Element: Equatable, A: ~Escapable {
  /// Whether both have the same elements in the same order.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func == <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedArray, right: borrowing AllocatedArray<Element, Other>
  ) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where unsafe left.start[index] != right.start[index] { return false }
    return true
  }

  /// The position of the first element that equals `element`, or `nil`.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func firstIndex(of element: Element) -> Int? {
    for index in indices where unsafe start[index] == element { return index }
    return nil
  }

  /// Whether an element equals `element`.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func contains(_ element: Element) -> Bool { firstIndex(of: element) != nil }
}

extension AllocatedArray where Element: Comparable, A: ~Escapable {
  /// Whether `left` comes before `right`: by the first elements that differ, or else the shorter one.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func < <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedArray, right: borrowing AllocatedArray<Element, Other>
  ) -> Bool {
    var index = 0
    while index < left.count && index < right.count {
      if unsafe left.start[index] < right.start[index] { return true }
      if unsafe right.start[index] < left.start[index] { return false }
      index &+= 1
    }
    return left.count < right.count
  }

  /// Orders the elements, without memory for it. Equal elements may change their order.
  ///
  /// - Complexity: O(`count` · log `count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func sort() { sort { $0 < $1 } }
}

extension AllocatedArray where Element: Hashable, A: ~Escapable {
  /// Feeds the elements to `hasher`, as a standard array of them does.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for index in indices { unsafe hasher.combine(start[index]) }
  }
}
