// Noncopyable types cannot be `Equatable` in Swift 6.3, which would derive these from `==`.

extension AllocatedArray where Element: Equatable, A: ~Escapable {
  /// Whether the two differ in their count or in an element.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func != <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedArray, right: borrowing AllocatedArray<Element, Other>
  ) -> Bool {
    !(left == right)
  }
}

extension AllocatedDeque where Element: Equatable, A: ~Escapable {
  /// Whether the two differ in their count or in an element.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func != <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedDeque, right: borrowing AllocatedDeque<Element, Other>
  ) -> Bool {
    !(left == right)
  }
}

extension AllocatedString where A: ~Escapable {
  /// Whether the two say different things, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func != <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedString, right: borrowing AllocatedString<Other>
  ) -> Bool {
    !(left == right)
  }

  /// Whether the two say different things, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func != (left: borrowing AllocatedString, right: String) -> Bool {
    !(left == right)
  }

  /// Whether the two say different things, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func != (left: String, right: borrowing AllocatedString) -> Bool {
    !(left == right)
  }
}

extension AllocatedDictionary where Value: Equatable, A: ~Escapable {
  /// Whether the two differ in a key or in a value.
  ///
  /// - Complexity: O(`count`) on average.
  @inlinable
  public static func != <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedDictionary, right: borrowing AllocatedDictionary<Key, Value, Other>
  ) -> Bool {
    !(left == right)
  }
}

extension AllocatedStringDictionary where Value: Equatable, A: ~Escapable {
  /// Whether the two differ in a key or in a value.
  ///
  /// - Complexity: O(`count`) on average.
  @inlinable
  public static func != <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedStringDictionary, right: borrowing AllocatedStringDictionary<Value, Other>
  ) -> Bool {
    !(left == right)
  }
}

extension AllocatedSet where A: ~Escapable {
  /// Whether an element is in one of the two only.
  ///
  /// - Complexity: O(`count`) on average.
  @inlinable
  public static func != <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedSet, right: borrowing AllocatedSet<Element, Other>
  ) -> Bool {
    !(left == right)
  }
}

extension AllocatedGrid where Element: Equatable, A: ~Escapable {
  /// Whether the two differ in their extents or in an element.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func != <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedGrid, right: borrowing AllocatedGrid<Element, Other, rank>
  ) -> Bool {
    !(left == right)
  }
}
