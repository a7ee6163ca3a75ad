/// A place in a text that is read line by line, as bytes: strings would cost more than the replay itself.
struct ByteCursor {
  let bytes: [UInt8]
  /// The next byte to read.
  private(set) var position = 0
  /// The number of the current line, from 1.
  private(set) var line = 1
  /// Where the current line starts.
  private var lineStart = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether all is read.
  var isAtEnd: Bool { position == bytes.count }

  /// Whether the last line is complete.
  var endsInNewline: Bool { bytes.last == UInt8(ascii: "\n") }

  /// The next byte of the current line; `nil` at its end.
  var next: UInt8? {
    guard position < bytes.count, bytes[position] != UInt8(ascii: "\n") else { return nil }
    return bytes[position]
  }

  /// Steps over one byte.
  mutating func advance() { position &+= 1 }

  /// Steps over blanks; a carriage return counts as one.
  mutating func skipBlanks() {
    while position < bytes.count, Self.isBlank(bytes[position]) { position &+= 1 }
  }

  /// Goes to the start of the next line, whatever is left of this one.
  mutating func skipLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position &+= 1 }
    if position < bytes.count {
      position &+= 1
      line &+= 1
      lineStart = position
    }
  }

  /// Whether the next byte is a blank.
  var isAtBlank: Bool { next.map(Self.isBlank) ?? false }

  /// Steps over blanks and returns whether the line ends behind them.
  var isAtBlankEnd: Bool {
    mutating get {
      skipBlanks()
      return next == nil
    }
  }

  /// A decimal number that ends at a blank or at the end of the line; `nil` when there is none, or it is too large.
  mutating func decimal() -> Int? {
    skipBlanks()
    var value = 0
    let start = position
    while let digit = next.map({ $0 &- UInt8(ascii: "0") }), digit < 10 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(digit))
      guard !overflow && !carry else { return nil }
      value = sum
      position &+= 1
    }
    return position > start && isAtWordEnd ? value : nil
  }

  /// A number in hexadecimal with its `0x`, ending as ``decimal()`` does.
  mutating func hexadecimal() -> UInt? {
    skipBlanks()
    guard next == UInt8(ascii: "0") else { return nil }
    advance()
    guard next == UInt8(ascii: "x") else { return nil }
    advance()
    var value: UInt = 0
    let start = position
    while let digit = next.flatMap(Self.hexadecimalValue) {
      guard value < 1 &<< 60 else { return nil }
      value = value &<< 4 | digit
      position &+= 1
    }
    return position > start && isAtWordEnd ? value : nil
  }

  /// The word that starts at the next byte that is no blank; empty at the end of the line.
  mutating func word() -> String {
    skipBlanks()
    let start = position
    while !isAtWordEnd { position &+= 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// What is left of the current line, without blanks at its end.
  var restOfLine: [UInt8] {
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    var rest = bytes[position..<end]
    while let last = rest.last, Self.isBlank(last) { rest.removeLast() }
    return Array(rest)
  }

  /// The current line, as far as it makes sense to quote it.
  var lineText: String {
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    var text = bytes[lineStart..<end]
    while text.last == UInt8(ascii: "\r") { text.removeLast() }
    return String(decoding: text.prefix(120), as: UTF8.self)
  }

  private var isAtWordEnd: Bool { next.map(Self.isBlank) ?? true }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func hexadecimalValue(_ byte: UInt8) -> UInt? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt(byte &- UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt(byte &- UInt8(ascii: "a") &+ 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt(byte &- UInt8(ascii: "A") &+ 10)
    default: nil
    }
  }
}
