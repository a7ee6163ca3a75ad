import Allocators
import ArenaJSON

/// A repeatable source of random numbers (Steele, Lea and Flood: Fast Splittable Pseudorandom Number Generators, 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Either tree, as the same description: types, order, and every bit of a number.
func describe(_ tree: JSON) -> String {
  switch tree {
  case .null: return "null"
  case .bool(let value): return "\(value)"
  case .integer(let value): return "i\(value)"
  case .number(let value): return "d\(value.bitPattern)"
  case .string(let bytes): return "\(bytes.string.unicodeScalars.map(\.value))"
  case .array(let elements):
    var text = "["
    for index in elements.indices { text += describe(elements[index]) + "," }
    return text + "]"
  case .object(let members):
    var text = "{"
    for index in members.indices {
      text += "\(members[index].name.string.unicodeScalars.map(\.value)):" + describe(members[index].value) + ","
    }
    return text + "}"
  }
}

func describe(_ tree: JSONObject) -> String {
  switch tree.content {
  case .null: "null"
  case .bool(let value): "\(value)"
  case .integer(let value): "i\(value)"
  case .number(let value): "d\(value.bitPattern)"
  case .string(let text): "\(text.unicodeScalars.map(\.value))"
  case .array(let elements): "[" + elements.map { describe($0) + "," }.joined() + "]"
  case .object(let members):
    "{" + members.map { "\($0.name.unicodeScalars.map(\.value)):" + describe($0.value) + "," }.joined() + "}"
  }
}

/// The description of the tree in an arena, or the error.
func parse(_ bytes: [UInt8], depthLimit: Int = 512, byteCount: Int = 4096) throws -> Result<String, JSONError> {
  var arena = try ScopedAllocator(byteCount: byteCount, growth: .doubling)
  let scope = arena.scope()
  do throws(JSONError) {
    return .success(describe(try JSON.parse(bytes.span, in: scope, depthLimit: depthLimit)))
  } catch {
    return .failure(error)
  }
}

func parse(_ text: String) throws -> Result<String, JSONError> { try parse(Array(text.utf8)) }

func failure(_ text: String) throws -> JSONError? {
  guard case .failure(let error) = try parse(text) else { return nil }
  return error
}

/// The tree of objects, in the same form.
func parseObjects(_ bytes: [UInt8]) -> Result<String, JSONError> {
  do throws(JSONError) {
    return .success(describe(try JSONObject.parse(bytes.span)))
  } catch {
    return .failure(error)
  }
}

/// Writes random texts: valid ones, with every kind of value, escape and white space.
struct Writer {
  var random: SplitMix
  var text = ""

  mutating func space() {
    while Int.random(in: 0..<6, using: &random) == 0 { text += [" ", "\n", "\t", "\r"].randomElement(using: &random)! }
  }

  mutating func value(depth: Int) {
    space()
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
    case 0: text += ["true", "false", "null"].randomElement(using: &random)!
    case 1: text += "\(Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<63, using: &random))"
    case 2: text += "\(Double.random(in: -1e6...1e6, using: &random))"
    case 3:
      let digits = (0..<Int.random(in: 1..<25, using: &random)).map { _ in
        String(Int.random(in: 0...9, using: &random))
      }
      text +=
        ["", "-"].randomElement(using: &random)! + "\(Int.random(in: 0..<100, using: &random))." + digits.joined()
        + ["e", "E", "e+", "E-", "e-"].randomElement(using: &random)! + "\(Int.random(in: 0..<280, using: &random))"
    case 4, 5: string()
    case 6, 7:
      text += "["
      for index in 0..<Int.random(in: 0..<6, using: &random) {
        if index > 0 { text += "," }
        value(depth: depth - 1)
      }
      space()
      text += "]"
    default:
      text += "{"
      for index in 0..<Int.random(in: 0..<6, using: &random) {
        if index > 0 { text += "," }
        space()
        string(prefix: "\(index)")
        space()
        text += ":"
        value(depth: depth - 1)
      }
      space()
      text += "}"
    }
    space()
  }

  mutating func string(prefix: String = "") {
    text += "\"" + prefix
    for _ in 0..<Int.random(in: 0..<12, using: &random) {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: text += ["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"].randomElement(using: &random)!
      case 1: text += "\\u00" + ["4a", "7F", "e9", "00"].randomElement(using: &random)!
      case 2: text += ["\\ud83D\\uDe00", "\\uD800\\udc00", "\\uDBFF\\uDFFF", "\\uffff"].randomElement(using: &random)!
      case 3: text += ["é", "漢", "😀", "\u{7F}", "\u{2028}"].randomElement(using: &random)!
      default: text += String(UnicodeScalar(UInt8.random(in: 0x61...0x7A, using: &random)))
      }
    }
    text += "\""
  }
}
