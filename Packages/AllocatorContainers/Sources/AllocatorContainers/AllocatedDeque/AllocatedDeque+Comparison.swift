// Noncopyable types cannot be `Equatable`, `Comparable` or `Hashable` in Swift 6.3; these are the same operations.
extension AllocatedDeque where Element: Equatable, A: ~Escapable {
  /// Whether both have the same elements in the same order.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func == <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedDeque, right: borrowing AllocatedDeque<Element, Other>
  ) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where unsafe left.ring.place(index).pointee != right.ring.place(index).pointee {
      return false
    }
    return true
  }

  /// The position of the first element that equals `element`, or `nil`.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func firstIndex(of element: Element) -> Int? {
    for index in indices where unsafe ring.place(index).pointee == element { return index }
    return nil
  }

  /// Whether an element equals `element`.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func contains(_ element: Element) -> Bool { firstIndex(of: element) != nil }
}

extension AllocatedDeque where Element: Comparable, A: ~Escapable {
  /// Whether `left` comes before `right`: by the first elements that differ, or else the shorter one.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func < <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedDeque, right: borrowing AllocatedDeque<Element, Other>
  ) -> Bool {
    var index = 0
    while index < left.count && index < right.count {
      let (one, other) = unsafe (left.ring.place(index), right.ring.place(index))
      if unsafe one.pointee < other.pointee { return true }
      if unsafe other.pointee < one.pointee { return false }
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

extension AllocatedDeque where Element: Hashable, A: ~Escapable {
  /// Feeds the elements to `hasher`, as a standard array of them does.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for index in indices { unsafe hasher.combine(ring.place(index).pointee) }
  }
}
