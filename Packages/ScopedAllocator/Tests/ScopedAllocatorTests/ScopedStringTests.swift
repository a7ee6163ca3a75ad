import ScopedAllocator
import Testing

@Suite struct ScopedStringTests {
  @Test func `is one word wide`() {
    #expect(MemoryLayout<ScopedString>.size == MemoryLayout<Int>.size)
  }

  @Test func `appends, interpolates and validates`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var string = try scope.makeString("a")
    let (word, count) = ("grüße", -42)
    try string.append(word, in: scope)
    try string.append(copying: "世".utf8Span, in: scope)
    try string.append(" \(word): \(count)", in: scope)
    try string.append(validating: Array("🌍".utf8).span, in: scope)
    do throws(TextError) {
      try string.append(validating: [0x41, 0xFF].span, in: scope)
      Issue.record("the bytes are not UTF-8")
    } catch {
      let message = error.description
      #expect(message == "invalid UTF-8 at bytes 1..<2: a byte that starts no character")
    }
    let (result, byteCount) = (String(copying: string), string.byteCount)
    #expect(result == "agrüße世 grüße: -42🌍" && byteCount == result.utf8.count)
  }

  @Test func `is made of a string, a part of one, and text that somebody else holds`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    let word = String(repeating: "grüße ", count: 10)
    let whole = try scope.makeString(word)
    let part = try scope.makeString(word.dropLast())
    let copy = try scope.makeString(copying: whole.utf8Span)
    let empty = try scope.makeString("")
    let (isCopy, isWord, isPart, isEmpty) = (copy == whole, word == whole, part == String(word.dropLast()), empty == "")
    #expect(isCopy && isWord && isPart && isEmpty)
    let (notCopy, notWord, notPart, wordNotPart) = (copy != whole, whole != word, part != word, word != part)
    #expect(!notCopy && !notWord && notPart && wordNotPart)
  }

  @Test func `is written into other texts, and into itself`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var short = try scope.makeString("12")
    let long = try scope.makeString(String(repeating: "long ", count: 50))
    try short.append("<\(short)|\(long)>", in: scope)
    let result = String(copying: short)
    #expect(result == "12<12|\(String(repeating: "long ", count: 50))>")
  }

  @Test func `an arena without room refuses the copy of a string`() throws {
    var arena = try ScopedAllocator(byteCount: 64)
    let scope = arena.scope()
    let word = String(repeating: "a", count: 100)
    do throws(AllocationError) {
      _ = try scope.makeString(word)
      Issue.record("the arena has no room")
    } catch { #expect(error == .outOfMemory) }
  }

  @Test func `grows in place when last`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var string = try scope.makeString()
    for number in 0..<300 { try string.append("\(number),", in: scope) }
    let result = String(copying: string)
    #expect(result == (0..<300).map { "\($0)," }.joined())
    let capacity = string.capacity
    #expect(scope.allocatedByteCount < capacity + 64)
  }

  @Test func `a full arena leaves the string as it was`() throws {
    var arena = try ScopedAllocator(byteCount: 64)
    let scope = arena.scope()
    var string = try scope.makeString("0123456789", capacity: 10)
    do throws(AllocationError) {
      try string.append(
        "\(12345) \("a text that is far too long for what is left of the arena, by every measure")", in: scope)
      Issue.record("the arena is full")
    } catch { #expect(error == .outOfMemory) }
    let result = String(copying: string)
    #expect(result == "0123456789")
  }
}
