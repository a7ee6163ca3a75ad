/// A number, exact where an integer can be.
enum JSONNumber {
  case integer(Int)
  case number(Double)
}

extension JSONScanner {
  /// Passes over a number, of which the first digit or the sign is next.
  @_lifetime(self: copy self)
  mutating func number() throws(JSONError) -> JSONNumber {
    let start = position
    let isNegative = text[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let digits = position
    let digitCount = passDigits()
    guard digitCount > 0, digitCount == 1 || text[digits] != 0x30 else {
      if digitCount > 0 { position = digits + 1 }
      throw failure(.invalidNumber)
    }
    var fraction = position..<position
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      guard passDigits() > 0 else { throw failure(.invalidNumber) }
      fraction = (fraction.lowerBound + 1)..<position
    }
    var exponent = 0
    var hasExponent = false
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      exponent = try self.exponent()
      hasExponent = true
    }
    if fraction.isEmpty, !hasExponent, let value = integer(digits..<(digits + digitCount), isNegative) {
      return .integer(value)
    }
    let value =
      quick(digits..<(digits + digitCount), fraction, exponent: exponent, isNegative)
      ?? Double(String(copying: text.extracting(start..<position))) ?? .infinity
    guard value.isFinite else { throw JSONError(.numberOutOfRange, at: start) }
    return .number(value)
  }

  @_lifetime(self: copy self)
  private mutating func exponent() throws(JSONError) -> Int {
    var isNegative = false
    if position < text.count, text[position] == UInt8(ascii: "-") || text[position] == UInt8(ascii: "+") {
      isNegative = text[position] == UInt8(ascii: "-")
      position += 1
    }
    let start = position
    guard passDigits() > 0 else { throw failure(.invalidNumber) }
    var value = 0
    for index in start..<position { value = min(value * 10 + Int(text[index] - 0x30), 1_000_000) }
    return isNegative ? -value : value
  }

  /// The integer of these digits; `nil` when it does not fit, or is a zero with a sign, which no integer has.
  private func integer(_ digits: Range<Int>, _ isNegative: Bool) -> Int? {
    var value = 0
    for index in digits {
      let digit = Int(text[index] &- 0x30)
      let (product, productOverflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflows) =
        isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      if productOverflows || sumOverflows { return nil }
      value = sum
    }
    return isNegative && value == 0 ? nil : value
  }

  /// The number, when both its digits and its power of ten are exact, so that one operation rounds once (W. D. Clinger,
  /// How to Read Floating Point Numbers Accurately, 1990).
  private func quick(_ digits: Range<Int>, _ fraction: Range<Int>, exponent: Int, _ isNegative: Bool) -> Double? {
    guard digits.count + fraction.count <= 15 else { return nil }
    let exponent = exponent - fraction.count
    guard exponent >= -22, exponent <= 22 else { return nil }
    var value = 0
    for index in digits { value = value &* 10 &+ Int(text[index] &- 0x30) }
    for index in fraction { value = value &* 10 &+ Int(text[index] &- 0x30) }
    let power = Self.power(of: abs(exponent))
    let number = exponent < 0 ? Double(value) / power : Double(value) * power
    return isNegative ? -number : number
  }

  private static func power(of exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<exponent { power *= 10 }
    return power
  }
}

extension String {
  init(copying bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
