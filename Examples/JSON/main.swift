// A JSON parser (RFC 8259) whose whole tree is in one arena.
//
// Nodes are copied freely; there is nothing to count and nothing to destroy, and the end of the scope frees them all.

import Allocators
import Foundation

/// A JSON value: a few words that cannot outlive their scope, and nothing else on any heap.
enum JSON: BitwiseCopyable, ~Escapable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  /// UTF-8, with escapes resolved.
  case string(ScopedSlice<UInt8>)
  case array(ScopedSlice<JSON>)
  /// Names and values in turn, in the order of the text.
  case object(ScopedSlice<JSON>)
}

/// Why a text is not JSON, and at which byte, counted from zero.
struct JSONError: Error, CustomStringConvertible {
  let reason: String
  let offset: Int
  var description: String { "\(reason), at byte \(offset)" }
}

/// Parses `text` and calls `body` with the tree, which is gone when the call returns.
func withJSON<Result>(_ text: [UInt8], depthLimit: Int = 512, _ body: (JSON) throws -> Result) throws -> Result {
  var scanner = try Scanner(text)
  var arena = try ScopedAllocator(byteCount: 4096 + text.count, growth: .doubling)
  let scope = arena.scope()
  // The unfinished lists, each on top of the one around it: a finished one takes its elements off, and exactly their
  // room.
  var values = try scope.makeArray(of: JSON.self, capacity: 64)
  var lists: [(end: Unicode.Scalar, start: Int)] = []
  var bytes: [UInt8] = []
  parsing: while true {
    if lists.last?.end == "}" {
      guard scanner.next() == "\"" else { throw scanner.failure("a name in quotes was expected") }
      try scanner.string(into: &bytes)
      try values.append(.string(try scope.makeSlice(copying: bytes.span)), in: scope)
      guard scanner.next() == ":" else { throw scanner.failure("a colon was expected") }
      scanner.position += 1
    }
    switch scanner.next() {
    case "[", "{":
      if lists.count == depthLimit { throw scanner.failure("lists are nested too deeply") }
      let end: Unicode.Scalar = scanner.next() == "[" ? "]" : "}"
      lists.append((end, values.count))
      scanner.position += 1
      if scanner.next() != end { continue }
    case "\"":
      try scanner.string(into: &bytes)
      try values.append(.string(try scope.makeSlice(copying: bytes.span)), in: scope)
    case "t":
      try scanner.pass("true")
      try values.append(.bool(true), in: scope)
    case "f":
      try scanner.pass("false")
      try values.append(.bool(false), in: scope)
    case "n":
      try scanner.pass("null")
      try values.append(.null, in: scope)
    case "-", .some("0"..."9"):
      let (start, digits) = (scanner.position, try scanner.number())
      if let integer = Int(digits), digits != "-0" {
        try values.append(.integer(integer), in: scope)
      } else {
        guard let number = Double(digits), number.isFinite else {
          throw JSONError(reason: "a number is too large", offset: start)
        }
        try values.append(.number(number), in: scope)
      }
    default: throw scanner.failure("a value was expected")
    }
    while let list = lists.last {
      switch scanner.next() {
      case ",":
        scanner.position += 1
        continue parsing
      case list.end:
        scanner.position += 1
        lists.removeLast()
        let elements = try values.moveLast(values.count - list.start, to: scope)
        try values.append(list.end == "}" ? .object(elements) : .array(elements), in: scope)
      default: throw scanner.failure("a comma or the end of the list was expected")
      }
    }
    if scanner.next() != nil { throw scanner.failure("something follows the value") }
    return try values.withElement(at: 0, body)
  }
}

/// The words and signs of a text.
struct Scanner {
  private let text: [UInt8]
  var position = 0

  init(_ text: [UInt8]) throws {
    do { _ = try UTF8Span(validating: text.span) } catch {
      throw JSONError(reason: "the text is not UTF-8", offset: error.byteOffsets.lowerBound)
    }
    self.text = text
  }

  func failure(_ reason: String) -> JSONError {
    JSONError(reason: position < text.count ? reason : "the text ends within a value", offset: position)
  }

  /// The byte here; nil at the end.
  private var current: Unicode.Scalar? { position < text.count ? Unicode.Scalar(text[position]) : nil }

  /// The next byte that is not white space, where the position is then.
  mutating func next() -> Unicode.Scalar? {
    while let byte = current, byte == " " || byte == "\n" || byte == "\r" || byte == "\t" { position += 1 }
    return current
  }

  mutating func pass(_ word: String) throws {
    for scalar in word.unicodeScalars {
      guard current == scalar else { throw failure("\(word) was expected") }
      position += 1
    }
  }

  /// Passes over a number, and returns it.
  mutating func number() throws -> String {
    let start = position
    if current == "-" { position += 1 }
    if current == "0" { position += 1 } else { try digits() }
    if current == "." {
      position += 1
      try digits()
    }
    if current == "e" || current == "E" {
      position += 1
      if current == "+" || current == "-" { position += 1 }
      try digits()
    }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws {
    let start = position
    while let byte = current, byte >= "0", byte <= "9" { position += 1 }
    if position == start { throw failure("a digit was expected") }
  }

  /// Passes over a string, the quote of which is next, and replaces `bytes` by what it says.
  mutating func string(into bytes: inout [UInt8]) throws {
    bytes.removeAll(keepingCapacity: true)
    position += 1
    while let byte = current, byte != "\"" {
      if byte.value < 0x20 { throw failure("a string contains a control character") }
      position += 1
      if byte == "\\" { bytes += Array(String(try escape()).utf8) } else { bytes.append(UInt8(byte.value)) }
    }
    try pass("\"")
  }

  private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
    "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
  ]

  /// The character that the escape means of which the backslash was passed.
  private mutating func escape() throws -> Unicode.Scalar {
    let start = position - 1
    if let scalar = current.flatMap({ Self.escapes[$0] }) {
      position += 1
      return scalar
    }
    let unit = try hexadecimal()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, current == "\\" {
      position += 1
      let low = try hexadecimal()
      let value = 0x10000 + UInt32(unit & 0x3FF) << 10 + UInt32(low & 0x3FF)
      if low & 0xFC00 == 0xDC00, let scalar = Unicode.Scalar(value) { return scalar }
    }
    throw JSONError(reason: "an escape is half of a pair of surrogates", offset: start)
  }

  private mutating func hexadecimal() throws -> UInt16 {
    guard current == "u" else { throw failure("an escape is malformed") }
    position += 1
    let digits = text[position..<min(position + 4, text.count)]
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("an escape is malformed") }
    position += 4
    return unit
  }
}

/// Writes a tree as JSON again, without white space.
func write(_ value: JSON, to text: inout String) throws {
  switch value {
  case .null: text += "null"
  case .bool(let value): text += "\(value)"
  case .integer(let value): text += "\(value)"
  case .number(let value): text += "\(value)"
  case .string(let bytes):
    text += "\""
    for scalar in try String(copying: UTF8Span(validating: bytes.span)).unicodeScalars {
      if scalar == "\"" || scalar == "\\" { text += "\\" }
      text += scalar.value < 0x20 ? "\\u" + String(0x1_0000 + scalar.value, radix: 16).dropFirst() : "\(scalar)"
    }
    text += "\""
  case .array(let values):
    for index in values.indices {
      text += index == 0 ? "[" : ","
      try write(values[index], to: &text)
    }
    text += values.isEmpty ? "[]" : "]"
  case .object(let values):
    for index in values.indices {
      text += index == 0 ? "{" : index % 2 == 0 ? "," : ":"
      try write(values[index], to: &text)
    }
    text += values.isEmpty ? "{}" : "}"
  }
}

let sample = #"{"name": "arena", "sizes": [64, 4096, 1.5e6], "note": "caf\u00e9 \ud83d\ude00", "isFast": true}"#
let text = try CommandLine.arguments.dropFirst().first.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
do {
  print(
    try withJSON(text.map(Array.init) ?? Array(sample.utf8)) { tree in
      var output = ""
      try write(tree, to: &output)
      return output
    })
} catch let error as JSONError {
  print("error:", error)
}
