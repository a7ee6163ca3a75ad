/// A text that can be read as UTF-8 where it is: what entries with texts as their keys are found by.
///
/// `String`, `Substring`, `StaticString`, `UTF8Span` and ``AllocatedString`` conform, so that a key that somebody else
/// holds is found without making a `String` of it. Texts are equal as strings are: when they are canonically equivalent.
public protocol UTF8Text: ~Copyable, ~Escapable {
  /// Calls `body` with the text.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1) for a text that is stored as UTF-8, and what `body` takes.
  borrowing func withUTF8Text<Result: ~Copyable, Failure: Error>(
    _ body: (UTF8Span) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension UTF8Span: UTF8Text {
  /// Calls `body` with the text.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public borrowing func withUTF8Text<Result: ~Copyable, Failure: Error>(
    _ body: (UTF8Span) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(self)
  }
}

extension String: UTF8Text {
  /// Calls `body` with the text.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), amortized where the string is bridged, and what `body` takes.
  @inlinable
  public borrowing func withUTF8Text<Result: ~Copyable, Failure: Error>(
    _ body: (UTF8Span) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(utf8Span)
  }
}

extension Substring: UTF8Text {
  /// Calls `body` with the text.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), amortized where the string is bridged, and what `body` takes.
  @inlinable
  public borrowing func withUTF8Text<Result: ~Copyable, Failure: Error>(
    _ body: (UTF8Span) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(utf8Span)
  }
}

extension StaticString: UTF8Text {
  /// Calls `body` with the text.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public borrowing func withUTF8Text<Result: ~Copyable, Failure: Error>(
    _ body: (UTF8Span) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // One that is a single character has no bytes in memory.
    guard hasPointerRepresentation else { return try body(String(unicodeScalar).utf8Span) }
    let bytes = unsafe UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    return try unsafe body(UTF8Span(unchecked: bytes.span))
  }
}

extension AllocatedString: UTF8Text where A: ~Escapable {
  /// Calls `body` with the text.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public borrowing func withUTF8Text<Result: ~Copyable, Failure: Error>(
    _ body: (UTF8Span) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(utf8Span)
  }
}

/// The bytes of a text, as a key of a table that owns them, or to look for one.
@safe
@frozen
@usableFromInline
struct TextKey: Hashable {
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let count: Int

  @inlinable
  init(start: UnsafePointer<UInt8>, count: Int) {
    unsafe self.start = start
    self.count = count
  }

  /// The text, which lives as long as the table that owns the bytes.
  @inlinable
  var text: UTF8Span {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: start, count: count)
      return unsafe _overrideLifetime(UTF8Span(unchecked: span), borrowing: self)
    }
  }

  @usableFromInline
  static func == (left: TextKey, right: TextKey) -> Bool { left.isEqual(to: right.text) }

  @usableFromInline
  func isEqual(to other: UTF8Span) -> Bool { text.hasSameText(as: other) }

  @usableFromInline
  func hash(into hasher: inout Hasher) { text.hashText(into: &hasher) }

  /// What a table with this seed knows `text` by: the same as for the `String` that says the same.
  @usableFromInline
  static func hash(of text: UTF8Span, seed: Int) -> UInt {
    unsafe text.span.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return UInt(bitPattern: ""._rawHashValue(seed: seed)) }
      return unsafe UInt(bitPattern: TextKey(start: start, count: bytes.count)._rawHashValue(seed: seed))
    }
  }
}

extension UTF8Span {
  /// Whether both say the same, as `String` compares.
  @usableFromInline
  func hasSameText(as other: UTF8Span) -> Bool {
    if count == other.count, bytesAreEqual(to: other) { return true }
    return isCanonicallyEquivalent(to: other)
  }

  private func bytesAreEqual(to other: UTF8Span) -> Bool {
    let (left, right) = (span, other.span)
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }

  /// Feeds the text to `hasher`, as the `String` that says the same does.
  ///
  /// A text that may not be in normal form is copied to a `String` for it.
  @usableFromInline
  func hashText(into hasher: inout Hasher) {
    var text = self
    #if hasFeature(Embedded)
      let isNormal = isKnownASCII || text.checkForASCII()
    #else
      let isNormal = isKnownASCII || text.checkForASCII() || text.checkForNFC(quickCheck: true)
    #endif
    guard isNormal else { return String(copying: self).hash(into: &hasher) }
    unsafe span.withUnsafeBufferPointer { bytes in unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
    // As `String` ends a text.
    hasher.combine(0xFF as UInt8)
  }
}
