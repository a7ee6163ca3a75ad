// Noncopyable types cannot be `Equatable` in Swift 6.3; these are the same operations with the meaning they have for
// `String`: texts are equal when they are canonically equivalent.
extension ScopedString {
  /// The bytes of the text, as UTF-8.
  @inlinable
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    get { bytes.span }
  }

  /// Whether both say the same, as `String` compares: canonically equivalent texts are equal.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func == (left: borrowing ScopedString, right: borrowing ScopedString) -> Bool {
    left.isEqual(to: right.utf8Span)
  }

  /// Whether both say the same, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func == (left: borrowing ScopedString, right: String) -> Bool { left.isEqual(to: right.utf8Span) }

  /// Whether both say the same, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func == (left: String, right: borrowing ScopedString) -> Bool { right.isEqual(to: left.utf8Span) }

  /// Whether the two say different things, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func != (left: borrowing ScopedString, right: borrowing ScopedString) -> Bool { !(left == right) }

  /// Whether the two say different things, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func != (left: borrowing ScopedString, right: String) -> Bool { !(left == right) }

  /// Whether the two say different things, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func != (left: String, right: borrowing ScopedString) -> Bool { !(left == right) }

  /// Whether `left` comes before `right`, as `String` orders.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func < (left: borrowing ScopedString, right: borrowing ScopedString) -> Bool {
    left.utf8Span.isCanonicallyLessThan(right.utf8Span)
  }

  /// Whether this string and `text` say the same, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public borrowing func isEqual(to text: UTF8Span) -> Bool { utf8Span.isCanonicallyEquivalent(to: text) }
}

extension InterpolatedText.StringInterpolation {
  /// Adds a string of a scope.
  ///
  /// It is copied: to Swift's own heap where it is longer than the short parts have room for.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public mutating func appendInterpolation(_ value: borrowing ScopedString) { appendInterpolation(value.utf8Span) }
}
