/// A text with values in it that is written piece by piece to where it is going, not into a `String` first.
///
/// It is what `text.append("\(name): \(count) bytes")` takes where `text` is a string in memory of an allocator. The
/// pieces are kept as they are until they are written: literals, strings, substrings and integers without taking any
/// memory, as long as there are no more than eight; values of other types as their descriptions.
public struct InterpolatedText: ExpressibleByStringInterpolation {
  /// What the compiler builds a text from.
  public struct StringInterpolation: StringInterpolationProtocol {
    private var pieces: InlineArray<8, Piece> = InlineArray(repeating: .none)
    private var count = 0
    private var rest: [Piece] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { add(.string(literal)) }
    }
    /// Adds a string.
    public mutating func appendInterpolation(_ value: String) { add(.string(value)) }
    /// Adds a part of a string.
    public mutating func appendInterpolation(_ value: Substring) { add(.substring(value)) }
    /// Adds a character.
    public mutating func appendInterpolation(_ value: Character) { add(.string(String(value))) }
    /// Adds an integer, in decimal.
    public mutating func appendInterpolation<Value: FixedWidthInteger>(_ value: Value) {
      if let magnitude = UInt64(exactly: value.magnitude) {
        add(.integer(magnitude: magnitude, isNegative: value < 0))
      } else {
        add(.string(value.description))
      }
    }
    /// Adds the description of a value.
    public mutating func appendInterpolation<Value: CustomStringConvertible>(_ value: Value) {
      add(.string(value.description))
    }
    #if !hasFeature(Embedded)
      /// Adds what `String(describing:)` makes of a value.
      @_disfavoredOverload
      public mutating func appendInterpolation<Value>(_ value: Value) { add(.string(String(describing: value))) }
    #endif

    private mutating func add(_ piece: Piece) {
      if count < pieces.count {
        pieces[count] = piece
        count += 1
      } else {
        rest.append(piece)
      }
    }

    fileprivate func visit<Failure: Error>(_ body: (Piece) throws(Failure) -> Void) throws(Failure) {
      for index in 0..<count { try body(pieces[index]) }
      for piece in rest { try body(piece) }
    }
  }

  fileprivate enum Piece {
    case none
    case string(String)
    case substring(Substring)
    case integer(magnitude: UInt64, isNegative: Bool)
  }

  private let interpolation: StringInterpolation

  public init(stringLiteral value: String) {
    var interpolation = StringInterpolation(literalCapacity: value.utf8.count, interpolationCount: 0)
    interpolation.appendLiteral(value)
    self.interpolation = interpolation
  }

  public init(stringInterpolation: StringInterpolation) { interpolation = stringInterpolation }

  /// Calls `write` with the text's UTF-8, piece by piece, first to last.
  ///
  /// - Throws: What `write` throws, as soon as it does.
  public func forEachPiece<Failure: Error>(_ write: (Span<UInt8>) throws(Failure) -> Void) throws(Failure) {
    try interpolation.visit { (piece) throws(Failure) in
      switch piece {
      case .none: break
      case .string(let string): try write(string.utf8Span.span)
      case .substring(let substring): try write(substring.utf8Span.span)
      case .integer(let magnitude, let isNegative):
        // The largest magnitude has 20 digits; a sign goes in front.
        var digits = InlineArray<21, UInt8>(repeating: UInt8(ascii: "-"))
        var start = digits.count
        var rest = magnitude
        repeat {
          start -= 1
          digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        } while rest > 0
        try write(digits.span.extracting((isNegative ? start - 1 : start)..<digits.count))
      }
    }
  }
}
