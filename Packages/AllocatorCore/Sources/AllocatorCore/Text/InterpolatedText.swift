/// A text with values in it that is written to where it is going, not into a `String` first.
///
/// It is what `text.append("\(name): \(count) bytes")` takes where `text` is a string in memory of an allocator. A text
/// of up to 96 bytes is put together in place, by copying bytes; longer parts are kept as they are until they are
/// written. Literals, strings, substrings and integers take no memory, as long as no more than four of them are kept;
/// values of other types are written as their descriptions.
///
/// Each operation is O(1) unless it says otherwise.
@frozen
public struct InterpolatedText: ExpressibleByStringInterpolation {
  @frozen
  @usableFromInline
  enum Storage {
    case literal(String)
    case pieces(StringInterpolation)
  }

  @usableFromInline let storage: Storage

  @inlinable
  public init(stringLiteral value: String) { storage = .literal(value) }

  @inlinable
  public init(stringInterpolation: StringInterpolation) { storage = .pieces(stringInterpolation) }

  /// Calls `write` with the text's UTF-8, piece by piece, first to last.
  ///
  /// - Throws: What `write` throws, as soon as it does.
  /// - Complexity: O(bytes).
  @inlinable
  public func forEachPiece<Failure: Error>(_ write: (Span<UInt8>) throws(Failure) -> Void) throws(Failure) {
    switch storage {
    case .literal(let text): if !text.isEmpty { try write(text.utf8Span.span) }
    case .pieces(let pieces): try pieces.visit(write)
    }
  }
}

#if !hasFeature(Embedded)
  extension InterpolatedText: CustomStringConvertible, CustomReflectable {
    /// The text.
    ///
    /// - Complexity: O(bytes).
    public var description: String {
      var bytes: [UInt8] = []
      forEachPiece { piece in unsafe piece.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) } }
      return String(decoding: bytes, as: UTF8.self)
    }

    /// Nothing but the text.
    public var customMirror: Mirror { Mirror(self, children: []) }
  }
#endif

extension InterpolatedText {
  /// What the compiler builds a text from.
  @frozen
  public struct StringInterpolation: StringInterpolationProtocol {
    /// Short parts, side by side.
    @usableFromInline var bytes = InlineArray<96, UInt8>(repeating: 0)
    @usableFromInline var byteCount = 0
    /// Parts that found no room there, in their order.
    @usableFromInline var first: KeptPart?
    @usableFromInline var second: KeptPart?
    @usableFromInline var third: KeptPart?
    @usableFromInline var fourth: KeptPart?
    @usableFromInline var rest: [KeptPart]?

    @inlinable
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds a literal part.
    ///
    /// - Complexity: O(bytes) where they are few, otherwise O(1).
    @inlinable
    public mutating func appendLiteral(_ literal: String) { add(literal) }
    /// Adds a string.
    ///
    /// - Complexity: O(bytes) where they are few, otherwise O(1).
    @inlinable
    public mutating func appendInterpolation(_ value: String) { add(value) }
    /// Adds a part of a string.
    ///
    /// - Complexity: O(bytes) where they are few, otherwise O(1).
    @inlinable
    public mutating func appendInterpolation(_ value: Substring) { add(value) }
    /// Adds text that somebody else holds.
    ///
    /// It is copied: to Swift's own heap where it is longer than the short parts have room for.
    ///
    /// - Complexity: O(bytes).
    @inlinable
    public mutating func appendInterpolation(_ value: UTF8Span) { add(value) }
    /// Adds a character.
    ///
    /// - Complexity: O(bytes).
    @inlinable
    public mutating func appendInterpolation(_ value: Character) { add(String(value)) }
    /// Adds an integer, in decimal.
    ///
    /// - Complexity: O(digits).
    @inlinable
    public mutating func appendInterpolation<Value: FixedWidthInteger>(_ value: Value) {
      if let magnitude = UInt64(exactly: value.magnitude) {
        add(magnitude: magnitude, isNegative: value < 0)
      } else {
        add(value.description)
      }
    }
    /// Adds the description of a value.
    ///
    /// - Complexity: That of the description.
    @inlinable
    public mutating func appendInterpolation<Value: CustomStringConvertible>(_ value: Value) { add(value.description) }
    #if !hasFeature(Embedded)
      /// Adds what `String(describing:)` makes of a value.
      ///
      /// - Complexity: That of the description.
      @_disfavoredOverload
      @inlinable
      public mutating func appendInterpolation<Value>(_ value: Value) { add(String(describing: value)) }
    #endif
  }

  /// A part that is kept as it is, in front of the byte at `offset` of the short parts.
  @frozen
  @usableFromInline
  struct KeptPart {
    @usableFromInline let text: Substring
    @usableFromInline let offset: Int
  }
}

extension InterpolatedText.StringInterpolation {
  @usableFromInline
  mutating func add(_ text: String) {
    let span = text.utf8Span.span
    if span.count <= bytes.count - byteCount { copy(span) } else { keep(Substring(text)) }
  }

  @usableFromInline
  mutating func add(_ text: Substring) {
    let span = text.utf8Span.span
    if span.count <= bytes.count - byteCount { copy(span) } else { keep(text) }
  }

  @usableFromInline
  mutating func add(_ text: UTF8Span) {
    if text.count <= bytes.count - byteCount { copy(text.span) } else { keep(Substring(String(copying: text))) }
  }

  @usableFromInline
  mutating func add(magnitude: UInt64, isNegative: Bool) {
    // The largest magnitude has 20 digits; a sign goes in front.
    var digits = InlineArray<21, UInt8>(repeating: UInt8(ascii: "-"))
    var start = digits.count
    var rest = magnitude
    repeat {
      start -= 1
      digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    let text = digits.span.extracting((isNegative ? start - 1 : start)..<digits.count)
    if text.count <= bytes.count - byteCount {
      copy(text)
    } else {
      keep(unsafe Substring(String(copying: UTF8Span(unchecked: text))))
    }
  }

  /// Copies a part that has room behind the others.
  private mutating func copy(_ text: Span<UInt8>) {
    let offset = byteCount
    var place = bytes.mutableSpan
    unsafe place.withUnsafeMutableBufferPointer { place in
      unsafe text.withUnsafeBufferPointer { text in
        guard let start = text.baseAddress else { return }
        unsafe (place.baseAddress.unsafelyUnwrapped + offset).update(from: start, count: text.count)
      }
    }
    byteCount = offset + text.count
  }

  private mutating func keep(_ text: Substring) {
    let part = InterpolatedText.KeptPart(text: text, offset: byteCount)
    if first == nil {
      first = part
    } else if second == nil {
      second = part
    } else if third == nil {
      third = part
    } else if fourth == nil {
      fourth = part
    } else {
      if rest == nil { rest = [] }
      rest?.append(part)
    }
  }

  @inlinable
  func visit<Failure: Error>(_ write: (Span<UInt8>) throws(Failure) -> Void) throws(Failure) {
    var start = 0
    if first != nil { try visitKept(&start, write) }
    if start < byteCount { try write(bytes.span.extracting(start..<byteCount)) }
  }

  /// Writes all kept parts and what is in front of them.
  @inlinable
  @inline(never)
  func visitKept<Failure: Error>(
    _ start: inout Int, _ write: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    var number = 0
    while let part = part(number) {
      if part.offset > start { try write(bytes.span.extracting(start..<part.offset)) }
      try write(part.text.utf8Span.span)
      start = part.offset
      number += 1
    }
  }

  @usableFromInline
  func part(_ number: Int) -> InterpolatedText.KeptPart? {
    switch number {
    case 0: first
    case 1: second
    case 2: third
    case 3: fourth
    default: if let rest, number - 4 < rest.count { rest[number - 4] } else { nil }
    }
  }
}
