/// The tokens of a JSON text (RFC 8259), for parsers that differ in the trees that they build.
public struct JSONScanner: ~Escapable {
  let text: Span<UInt8>
  public internal(set) var position = 0

  /// - Throws: ``JSONError`` when `text` is not UTF-8.
  @_lifetime(copy text)
  public init(_ text: Span<UInt8>) throws(JSONError) {
    do {
      _ = try UTF8Span(validating: text)
    } catch {
      throw JSONError(.invalidUTF8, at: error.byteOffsets.lowerBound)
    }
    self.text = text
  }

  /// The next byte that is not white space, or `nil` at the end.
  @_lifetime(self: copy self)
  @inline(always)
  mutating func next() -> UInt8? {
    while position < text.count {
      let byte = text[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      position &+= 1
    }
    return nil
  }

  @_lifetime(self: copy self)
  @inline(always)
  mutating func advance() { position &+= 1 }

  func failure(_ reason: JSONError.Reason) -> JSONError {
    JSONError(position < text.count ? reason : .endOfText, at: position)
  }

  /// Passes over `word`, of which the first byte is known to be there.
  @_lifetime(self: copy self)
  mutating func pass(_ word: StaticString) throws(JSONError) {
    for index in 0..<word.utf8CodeUnitCount {
      guard position < text.count, unsafe text[position] == word.utf8Start[index] else {
        throw failure(.expectedValue)
      }
      position &+= 1
    }
  }

  /// Passes over the digits, and returns their number.
  @_lifetime(self: copy self)
  mutating func passDigits() -> Int {
    let start = position
    while position < text.count, text[position] &- 0x30 < 10 { position &+= 1 }
    return position - start
  }

  /// Sees to it that nothing but white space is left.
  @_lifetime(self: copy self)
  mutating func finish() throws(JSONError) {
    if next() != nil { throw JSONError(.trailingText, at: position) }
  }
}

// Strings.
extension JSONScanner {
  /// Passes over a string, of which the opening quote is next.
  ///
  /// - Returns: The bytes between the quotes, and whether there are escapes among them.
  @_lifetime(self: copy self)
  mutating func string() throws(JSONError) -> (bytes: Range<Int>, hasEscapes: Bool) {
    let start = position + 1
    var hasEscapes = false
    position = start
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: "\"") {
        position &+= 1
        return (start..<(position - 1), hasEscapes)
      }
      if byte < 0x20 { throw failure(.controlCharacter) }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        position &+= 1
      }
      position &+= 1
    }
    throw JSONError(.endOfText, at: text.count)
  }

  /// Writes what the bytes of a string mean; never more than they are.
  func unescape(_ bytes: Range<Int>, into output: inout OutputSpan<UInt8>) throws(JSONError) {
    var index = bytes.lowerBound
    while index < bytes.upperBound {
      let byte = text[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        output.append(byte)
        continue
      }
      let escape = text[index]
      index += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(escape)
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "u"):
        let scalar = try scalar(at: &index, upTo: bytes.upperBound)
        for unit in String(Character(scalar)).utf8 { output.append(unit) }
      default: throw JSONError(.invalidEscape, at: index - 2)
      }
    }
  }

  /// The character that the digits at `index` mean, with those of the other half of a pair of surrogates.
  private func scalar(at index: inout Int, upTo end: Int) throws(JSONError) -> Unicode.Scalar {
    let start = index - 2
    let first = try unit(at: &index, upTo: end)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, index + 6 <= end, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u")
    else { throw JSONError(.loneSurrogate, at: start) }
    index += 2
    let second = try unit(at: &index, upTo: end)
    guard second & 0xFC00 == 0xDC00,
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first & 0x3FF) << 10) + UInt32(second & 0x3FF))
    else { throw JSONError(.loneSurrogate, at: start) }
    return scalar
  }

  private func unit(at index: inout Int, upTo end: Int) throws(JSONError) -> UInt16 {
    guard index + 4 <= end else { throw JSONError(.invalidEscape, at: index - 2) }
    var unit: UInt16 = 0
    for digit in 0..<4 {
      let value: UInt8? =
        switch text[index + digit] {
        case let byte where byte &- 0x30 < 10: byte - 0x30
        case let byte where (byte | 0x20) &- 0x61 < 6: (byte | 0x20) - 0x61 + 10
        default: nil
        }
      guard let value else { throw JSONError(.invalidEscape, at: index - 2) }
      unit = unit << 4 | UInt16(value)
    }
    index += 4
    return unit
  }
}
