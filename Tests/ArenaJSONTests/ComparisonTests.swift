import Allocators
import ArenaJSON
import Foundation
import Testing

/// A number to twelve digits: Foundation's last ones may be wrong. Ours are compared with the standard library's,
/// exactly, in ``GrammarTests``. The factor moves decimal numbers off the middle between two rounded ones.
private func describeRounded(_ number: Double) -> String {
  String(format: "%.11e", number == 0 ? 0 : number * 1.000_317_271_7)
}

/// What Foundation reads, in the form of ours: names sorted, since it forgets their order, and numbers rounded.
private func describeFoundation(_ value: Any) -> String {
  switch value {
  case is NSNull: "null"
  case let text as String: "\(text.unicodeScalars.map(\.value))"
  case let list as [Any]: "[" + list.map { describeFoundation($0) + "," }.joined() + "]"
  case let object as [String: Any]:
    "{"
      + object.map { "\($0.key.unicodeScalars.map(\.value)):" + describeFoundation($0.value) + "," }.sorted().joined()
      + "}"
  case let number as NSNumber:
    CFBooleanProbe.isBoolean(number) ? "\(number.boolValue)" : describeRounded(number.doubleValue)
  default: "?"
  }
}

private enum CFBooleanProbe {
  /// `NSNumber` distinguishes a Boolean by the type that it encodes.
  static func isBoolean(_ number: NSNumber) -> Bool { unsafe String(cString: number.objCType) == "c" }
}

private func describeSorted(_ tree: JSON) -> String {
  switch tree {
  case .integer(let value): return describeRounded(Double(value))
  case .number(let value): return describeRounded(value)
  case .array(let elements):
    var text = "["
    for index in elements.indices { text += describeSorted(elements[index]) + "," }
    return text + "]"
  case .object(let members):
    var parts: [String] = []
    for index in members.indices {
      parts.append(
        "\(members[index].name.string.unicodeScalars.map(\.value)):" + describeSorted(members[index].value) + ",")
    }
    return "{" + parts.sorted().joined() + "}"
  default: return describe(tree)
  }
}

func parseSorted(_ bytes: [UInt8]) throws -> String? {
  var arena = try ScopedAllocator(byteCount: 4096, growth: .doubling)
  let scope = arena.scope()
  do throws(JSONError) {
    return describeSorted(try JSON.parse(bytes.span, in: scope))
  } catch {
    return nil
  }
}

func parseFoundation(_ bytes: [UInt8]) -> String? {
  (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)).map(describeFoundation)
}

@Suite struct ComparisonTests {
  let seed = UInt64(20_261_122)

  @Test func `agrees with objects and Foundation on random texts`() throws {
    for number in 0..<600 {
      var writer = Writer(random: SplitMix(state: seed &+ UInt64(number)))
      writer.value(depth: 5)
      let bytes = Array(writer.text.utf8)
      let ours = try parse(bytes)
      #expect(throws: Never.self, "seed \(seed) + \(number)") { try ours.get() }
      #expect(ours == parseObjects(bytes), "seed \(seed) + \(number): \(writer.text)")
      let (sorted, foundation) = (try parseSorted(bytes), parseFoundation(bytes))
      #expect(sorted == foundation, "seed \(seed) + \(number): \(writer.text)")
    }
  }

  /// Damages valid texts by a byte or two: both must refuse the same ones, and read the others alike.
  @Test func `agrees with objects and Foundation on damaged texts`() throws {
    var random = SplitMix(state: seed)
    var refused = 0
    for number in 0..<1500 {
      var writer = Writer(random: SplitMix(state: seed &+ UInt64(number)))
      writer.value(depth: 3)
      var bytes = Array(writer.text.utf8)
      for _ in 0..<Int.random(in: 1...2, using: &random) where !bytes.isEmpty {
        let index = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.remove(at: index)
        case 1: bytes[index] = Array("{}[]\",:\\u0e-+. ".utf8).randomElement(using: &random)!
        case 2: bytes[index] = UInt8.random(in: 1...127, using: &random)
        default: bytes.insert(Array("{}[]\",:\\1etf".utf8).randomElement(using: &random)!, at: index)
        }
      }
      let ours = try parse(bytes)
      #expect(ours == parseObjects(bytes), "seed \(seed) + \(number)")
      let (sorted, foundation) = (try parseSorted(bytes), parseFoundation(bytes))
      if sorted == nil { refused += 1 }
      #expect(sorted == foundation, "seed \(seed) + \(number): \(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(refused > 300)
  }

  @Test func `never crashes on noise`() throws {
    var random = SplitMix(state: seed)
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0..<64, using: &random)).map { _ in
        Bool.random(using: &random)
          ? UInt8.random(in: 0...255, using: &random)
          : Array("{}[]\",:\\u0e-+.tfn ".utf8).randomElement(using: &random)!
      }
      #expect(try parse(bytes) == parseObjects(bytes), "seed \(seed)")
    }
  }
}
