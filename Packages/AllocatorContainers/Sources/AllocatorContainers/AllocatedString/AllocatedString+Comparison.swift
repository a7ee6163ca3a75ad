// Noncopyable types cannot be `Hashable` in Swift 6.3; these are the same operations with the meaning they have for
// `String`: texts are equal when they are canonically equivalent.
extension AllocatedString where A: ~Escapable {
  /// Whether both say the same, as `String` compares: canonically equivalent texts are equal.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func == <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedString, right: borrowing AllocatedString<Other>
  ) -> Bool {
    left.isEqual(to: right.utf8Span)
  }

  /// Whether both say the same, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func == (left: borrowing AllocatedString, right: String) -> Bool {
    left.isEqual(to: right.utf8Span)
  }

  /// Whether both say the same, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func == (left: String, right: borrowing AllocatedString) -> Bool {
    right.isEqual(to: left.utf8Span)
  }

  /// Whether `left` comes before `right`, as `String` orders.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public static func < <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedString, right: borrowing AllocatedString<Other>
  ) -> Bool {
    left.utf8Span.isCanonicallyLessThan(right.utf8Span)
  }

  /// Whether this string and `text` say the same, as `String` compares.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public borrowing func isEqual(to text: UTF8Span) -> Bool {
    utf8Span.isCanonicallyEquivalent(to: text)
  }

  /// Feeds the text to `hasher`, as the `String` that says the same does.
  ///
  /// A text that may not be in normal form, which few are, is copied to a `String` for it, on Swift's own heap.
  ///
  /// - Complexity: O(number of bytes).
  public borrowing func hash(into hasher: inout Hasher) { utf8Span.hashText(into: &hasher) }
}

extension AllocatedString where A: ~Escapable {
  /// A copy of this string, in memory of the same allocator, without spare capacity.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of bytes).
  @_lifetime(copy self)
  @inlinable
  public borrowing func clone() throws(AllocationError) -> AllocatedString {
    try AllocatedString(copying: utf8Span, allocator: allocator)
  }

  #if !hasFeature(Embedded)
    /// The first character, or `nil` when there is none.
    ///
    /// - Complexity: O(1) for most texts; that of finding where the character ends.
    public var first: Character? {
      var characters = utf8Span.makeCharacterIterator()
      return characters.next()
    }

    /// The last character, or `nil` when there is none.
    ///
    /// - Complexity: O(1) for most texts; that of finding where the character starts.
    public var last: Character? {
      var characters = utf8Span.makeCharacterIterator()
      characters.reset(roundingBackwardsFrom: byteCount)
      return characters.previous()
    }

    /// Whether `character` is one of the text's.
    ///
    /// - Complexity: O(number of bytes).
    public borrowing func contains(_ character: Character) -> Bool {
      var characters = utf8Span.makeCharacterIterator()
      while let next = characters.next() { if next == character { return true } }
      return false
    }
  #endif
}
