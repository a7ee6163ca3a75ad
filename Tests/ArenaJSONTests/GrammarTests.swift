import Allocators
import ArenaJSON
import Testing

@Suite struct GrammarTests {
  @Test func `values of each kind are read`() throws {
    #expect(try parse("null").get() == "null")
    #expect(try parse(" true ").get() == "true")
    #expect(try parse("\n\tfalse\r").get() == "false")
    #expect(try parse("[]").get() == "[]")
    #expect(try parse(" [ ] ").get() == "[]")
    #expect(try parse("{ }").get() == "{}")
    #expect(try parse("[1,[2],{},\"\"]").get() == "[i1,[i2,],{},[],]")
    #expect(try parse(#"{"a":{"b":[null]}}"#).get() == "{[97]:{[98]:[null,],},}")
  }

  @Test func `numbers are exact`() throws {
    func number(_ text: String) throws -> Double? {
      var arena = try ScopedAllocator(byteCount: 4096, growth: .doubling)
      let scope = arena.scope()
      return try JSON.parse(Array(text.utf8).span, in: scope).double
    }
    let texts = [
      "0", "-0", "-1", "0.1", "1e5", "1E+5", "1e-5", "-1.5e-10", "123456789012345678901234567890", "4.9e-324", "5e-324",
      "2.2250738585072011e-308", "1.7976931348623157e308", "9007199254740993", "9007199254740993.0",
      "0.30000000000000004",
      "1e22", "1e23", "123456789012345e22", "1e-400", "0e999999999999", "100000000000000016777215",
    ]
    for text in texts {
      let value = try number(text)
      #expect(value?.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
    #expect(try parse("9223372036854775807").get() == "i9223372036854775807")
    #expect(try parse("-9223372036854775808").get() == "i-9223372036854775808")
    #expect(try parse("9223372036854775808").get() == "d\(9223372036854775808.0.bitPattern)")
    #expect(try parse("-0").get() == "d\((-0.0).bitPattern)")
  }

  @Test(arguments: [
    "01", "-", "-a", "+1", ".5", "1.", "1.e3", "1e", "1e+", "00", "-01", "0x10", "1_0", "NaN", "Infinity",
  ])
  func numbersThatAreNone(_ text: String) throws {
    #expect(try failure(text) != nil)
    #expect(try failure("[\(text)]") != nil)
  }

  @Test func `too large numbers are refused`() throws {
    #expect(try failure("[1, 1e309]") == JSONError(.numberOutOfRange, at: 4))
    #expect(try failure("-1e999999999999999999999") == JSONError(.numberOutOfRange, at: 0))
  }

  @Test func `escapes are resolved`() throws {
    #expect(try parse(#""\"\\\/\b\f\n\r\t""#).get() == "[34, 92, 47, 8, 12, 10, 13, 9]")
    #expect(try parse(#""\u0000\u00e9\u20AC\uD83D\uDE00""#).get() == "[0, 233, 8364, 128512]")
    #expect(try parse(#""\uD800\uDC00\uDBFF\uDFFF""#).get() == "[65536, 1114111]")
    #expect(try failure(#""\x""#) == JSONError(.invalidEscape, at: 1))
    #expect(try failure(#"" \u12g4""#) == JSONError(.invalidEscape, at: 2))
    #expect(try failure(#""\u12""#) == JSONError(.invalidEscape, at: 1))
    #expect(try failure(#""\uD83D""#) == JSONError(.loneSurrogate, at: 1))
    #expect(try failure(#""\uDE00\uD83D""#) == JSONError(.loneSurrogate, at: 1))
    #expect(try failure(#""a\uD83D\u0041""#) == JSONError(.loneSurrogate, at: 2))
    #expect(try failure("\"a\nb\"") == JSONError(.controlCharacter, at: 2))
    #expect(try failure(#""abc\"#) == JSONError(.endOfText, at: 5))
  }

  @Test func `errors say where`() throws {
    #expect(try failure("") == JSONError(.endOfText, at: 0))
    #expect(try failure("  ") == JSONError(.endOfText, at: 2))
    #expect(try failure("[1,]") == JSONError(.expectedValue, at: 3))
    #expect(try failure("[1 2]") == JSONError(.expectedCommaOrEnd, at: 3))
    #expect(try failure("[1") == JSONError(.endOfText, at: 2))
    #expect(try failure("{,}") == JSONError(.expectedName, at: 1))
    #expect(try failure(#"{"a" 1}"#) == JSONError(.expectedColon, at: 5))
    #expect(try failure(#"{"a":1,}"#) == JSONError(.expectedName, at: 7))
    #expect(try failure("tru") == JSONError(.endOfText, at: 3))
    #expect(try failure("trux") == JSONError(.expectedValue, at: 3))
    #expect(try failure("1 1") == JSONError(.trailingText, at: 2))
    #expect(try failure("[]]") == JSONError(.trailingText, at: 2))
    #expect(try parse([0x22, 0x61, 0xFF, 0x22]) == .failure(JSONError(.invalidUTF8, at: 2)))
    #expect(try parse([0x22, 0xED, 0xA0, 0x80, 0x22]) == .failure(JSONError(.invalidUTF8, at: 1)))
    #expect("\(JSONError(.expectedColon, at: 7))" == "a colon was expected, at byte 7")
  }

  @Test func `nesting has a limit`() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(try parse(nested(512)).get().count == 1024 + 511)
    #expect(try parse(nested(513)) == .failure(JSONError(.tooDeep, at: 512)))
    #expect(try parse(nested(3), depthLimit: 2) == .failure(JSONError(.tooDeep, at: 2)))
    let hostile = Array(repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(try parse(hostile) == .failure(JSONError(.tooDeep, at: 512)))
    let objects = Array(String(repeating: "{\"a\":", count: 100_000).utf8)
    #expect(try parse(objects) == .failure(JSONError(.tooDeep, at: 512 * 5)))
  }

  @Test func `a full arena is an error`() throws {
    let text = Array(("[" + Array(repeating: "\"some text\"", count: 1000).joined(separator: ",") + "]").utf8)
    for byteCount in stride(from: 0, to: 8192, by: 512) {
      var arena = try ScopedAllocator(byteCount: byteCount, growth: .fixed)
      do throws(JSONError) {
        let scope = arena.scope()
        _ = try JSON.parse(text.span, in: scope)
        Issue.record("1000 texts do not fit")
      } catch {
        #expect(error.reason == .outOfMemory)
      }
      #expect(arena.allocatedByteCount == 0)
    }
  }

  @Test func `a tree outlives its text`() throws {
    var arena = try ScopedAllocator(byteCount: 4096, growth: .doubling)
    let scope = arena.scope()
    let tree: JSON
    do {
      let text = Array(#"{"name": "Ada", "tags": [1, 2.5], "name": "Grace"}"#.utf8)
      tree = try JSON.parse(text.span, in: scope)
    }
    let name = tree["name"]?.string
    let tag = tree["tags"]?[1]?.double
    let isMissing = tree["nobody"] == nil
    #expect(name == "Grace" && tag == 2.5 && isMissing)
    #expect(tree.count == 3)
  }
}
