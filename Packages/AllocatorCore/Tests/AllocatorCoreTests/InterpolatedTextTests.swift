import AllocatorCore
import Testing

@Suite struct InterpolatedTextTests {
  private func text(_ text: InterpolatedText) -> String {
    var bytes: [UInt8] = []
    text.forEachPiece { piece in for index in piece.indices { bytes.append(piece[index]) } }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `is written as a string would be`() {
    let (name, part) = ("é", "abc".dropFirst())
    #expect(text("") == "")
    #expect(text("literal") == "literal")
    #expect(
      text("\(name)=\(part)\(-1)\(Int64.min)\(UInt64.max)\(0)") == "\(name)=\(part)\(-1)\(Int64.min)\(UInt64.max)\(0)")
  }

  @Test func `takes text that somebody else holds, short or long`() {
    let (short, long) = ("grüße", String(repeating: "a long text, ", count: 20))
    #expect(text("<\(short.utf8Span)>") == "<grüße>")
    #expect(text("1\(long.utf8Span)2\("".utf8Span)\(short.utf8Span)3") == "1\(long)2\(short)3")
  }

  @Test func `takes more than eight pieces`() {
    #expect(text("\(1)a\(2)b\(3)c\(4)d\(5)e\(6)f\(7)g") == "1a2b3c4d5e6f7g")
  }

  @Test func `is printed and dumped as what it says`() {
    let text: InterpolatedText = "\(String(repeating: "long ", count: 30))and \(7) more"
    let expected = String(repeating: "long ", count: 30) + "and 7 more"
    #expect("\(text)" == expected && String(describing: "literal" as InterpolatedText) == "literal")
    var dumped = ""
    dump(text, to: &dumped)
    #expect(dumped == "- \(expected)\n")
  }

  @Test func `what the piece taker throws ends the writing`() {
    struct Full: Error {}
    var count = 0
    #expect(throws: Full.self) {
      try ("\(1) \(2)" as InterpolatedText).forEachPiece { (_: Span<UInt8>) throws(Full) in
        count += 1
        throw Full()
      }
    }
    #expect(count == 1)
  }
}
