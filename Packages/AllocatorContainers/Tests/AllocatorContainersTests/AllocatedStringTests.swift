import AllocatorContainers
import Testing

@Suite struct AllocatedStringTests {
  @Test func `its width is three words and the handle`() {
    let word = MemoryLayout<Int>.size
    #expect(MemoryLayout<AllocatedString<SystemAllocator>>.size == 3 * word)
    #expect(MemoryLayout<AllocatedString<BorrowedAllocator<BumpAllocator>>>.size == 4 * word)
  }

  @Test func `an empty string allocates nothing`() throws {
    let memory = FailingAllocator()
    var string = try memory.makeString()
    try string.append("")
    string.removeAll()
    let (isEmpty, last) = (string.isEmpty, string.popLast())
    let words = String(copying: string)
    #expect(isEmpty && last == nil && words == "" && memory.state.requests == 0)
  }

  @Test func `appends every kind of text`() throws {
    var string = try SystemAllocator().makeString("a")
    let word = String("bcd")
    let character: Character = "é"
    try string.append(word)
    try string.append(word.dropFirst())
    try string.append(character)
    try string.append("👨‍👩‍👧")
    try string.append(copying: "ü".utf8Span)
    let (result, byteCount) = (String(copying: string), string.byteCount)
    #expect(result == "abcdcdé👨‍👩‍👧ü" && byteCount == result.utf8.count)
    let bytes = Array(copying: string.consumeBytes())
    #expect(bytes == Array(result.utf8))
  }

  @Test func `is made of a string, a part of one, and bytes that are UTF-8`() throws {
    let memory = SystemAllocator()
    let word = String(repeating: "grüße ", count: 10)
    let whole = try memory.makeString(word)
    let part = try memory.makeString(word.dropLast())
    let bytes = try memory.makeString(validating: Array(word.utf8).span)
    let (isWord, wordIs, isPart) = (whole == word, word == bytes, part == String(word.dropLast()))
    #expect(isWord && wordIs && isPart)
    let (notBytes, notWord, notPart, wordNotPart) = (whole != bytes, whole != word, part != whole, word != part)
    #expect(!notBytes && !notWord && notPart && wordNotPart)
    do throws(TextError) {
      _ = try memory.makeString(validating: [0x41, 0xFF].span)
      Issue.record("the bytes are not UTF-8")
    } catch { #expect(error.description.contains("invalid UTF-8")) }
  }

  @Test func `is written into other texts, and into itself`() throws {
    var short = try SystemAllocator().makeString("12")
    let long = try SystemAllocator().makeString(String(repeating: "long ", count: 50))
    try short.append("<\(short)|\(long)>")
    let result = String(copying: short)
    #expect(result == "12<12|\(String(repeating: "long ", count: 50))>")
  }

  @Test func `interpolates values of every kind`() throws {
    struct Point { var x = 1 }
    let (name, count, part) = ("memory", -42, "abcdef".dropFirst(3))
    var string = AllocatedString<SystemAllocator>(allocator: .system)
    try string.append("\(name): \(count) of \(UInt64.max), \(Int64.min), \(UInt8(0)) \(part)|")
    try string.append("\(1.5) \(true) \(Character("x")) \([1, 2]) \(Point()) \(UInt128.max) \(Int?.some(3) as Any)")
    let result = String(copying: string)
    let expected =
      "\(name): \(count) of \(UInt64.max), \(Int64.min), \(UInt8(0)) \(part)|"
      + "\(1.5) \(true) \(Character("x")) \([1, 2]) \(Point()) \(UInt128.max) \(Int?.some(3) as Any)"
    #expect(result == expected)
  }

  @Test func `an interpolation that finds no room leaves the string as it was`() throws {
    var owner = BumpAllocator(byteCount: 20 + MemoryLayout<BorrowedAllocator<BumpAllocator>>.size)
    var string = AllocatedString<BorrowedAllocator<BumpAllocator>>(allocator: owner.borrowed())
    try string.append("0123456789")
    do throws(AllocationError) {
      try string.append("\(12345) and \(67890)")
      Issue.record("there is no room")
    } catch { #expect(error == .outOfMemory) }
    let result = String(copying: string)
    #expect(result == "0123456789")
    try string.append("abcdefghij")
    let byteCount = string.byteCount
    #expect(byteCount == 20)
  }

  @Test(arguments: [
    ([0x41, 0xE2, 0x82, 0x41], 1..<3, "a character is cut off"),
    ([0x80], 0..<1, "a continuation byte that continues nothing"),
    ([0x41, 0xC0, 0x80], 1..<2, "a character encoded in more bytes than it needs"),
    ([0xED, 0xA0, 0x80], 0..<1, "a surrogate, which only UTF-16 may contain"),
    ([0x41, 0x42, 0xFF], 2..<3, "a byte that starts no character"),
  ]) func invalidBytesAreRefusedWithTheirPosition(bytes: [UInt8], offsets: Range<Int>, reason: String) throws {
    var string = try SystemAllocator().makeString("before")
    do throws(TextError) {
      try string.append(validating: bytes.span)
      Issue.record("the bytes are not UTF-8")
    } catch {
      let message = error.description
      #expect(message == "invalid UTF-8 at bytes \(offsets): \(reason)")
    }
    let result = String(copying: string)
    #expect(result == "before")
  }

  @Test func `valid bytes are taken`() throws {
    let text = "grüße, 世界 🌍"
    let string = try AllocatedString(validating: Array(text.utf8).span, allocator: .system)
    let (result, words) = (String(copying: string), string.description)
    #expect(result == text && words == text)
    var owner = BumpAllocator(byteCount: 4)
    do throws(TextError) {
      _ = try AllocatedString(validating: Array(text.utf8).span, allocator: owner.borrowed())
      Issue.record("there is no room")
    } catch {
      guard case .allocation(.outOfMemory) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test(arguments: [
    ("abc", "abc"), ("abc", "abd"), ("é", "e\u{301}"), ("\u{212A}", "K"), ("", "a"), ("Ω", "\u{2126}"), ("b", "a"),
  ]) func comparesAndHashesAsStringDoes(left: String, right: String) throws {
    let memory = SystemAllocator()
    let first = try AllocatedString(copying: left.utf8Span, allocator: memory)
    let second = try AllocatedString(copying: right.utf8Span, allocator: FailingAllocator())
    let (isEqual, isLess, isEqualToString) = (first == second, first < second, first == right)
    #expect(isEqual == (left == right) && isEqualToString == isEqual && isLess == (left < right))
    var (hasher, expected) = (Hasher(), Hasher())
    first.hash(into: &hasher)
    left.hash(into: &expected)
    #expect(hasher.finalize() == expected.finalize())
  }

  private enum StringOperation {
    case string(String)
    case part(String)
    case character(Character)
    case interpolation(String, Int)
    case bytes([UInt8])
    case popLast
    case removeAll(Bool)
    case reserve(Int)

    static func random(using generator: inout SeededGenerator) -> StringOperation {
      let alphabet: [Character] = ["a", "7", "é", "e\u{301}", "世", "🌍", "👨‍👩‍👧"]
      let count = Int.random(in: 0..<12, using: &generator)
      let text = String((0..<count).map { _ in alphabet.randomElement(using: &generator)! })
      switch Int.random(in: 0..<16, using: &generator) {
      case 0..<3: return .string(text)
      case 3: return .part(text)
      case 4, 5: return .character(alphabet.randomElement(using: &generator)!)
      case 6..<9: return .interpolation(text, Int(truncatingIfNeeded: generator.next()) >> (count * 5))
      case 9: return .bytes(Array(text.utf8))
      case 10: return .bytes((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
      case 11..<14: return .popLast
      case 14: return .removeAll(count < 6)
      default: return .reserve(count * 8)
      }
    }
  }

  @Test(arguments: [Int.max, 2, 3, 5]) func `random operations match the standard string`(interval: Int) {
    checkRandomSequences(
      seeds: 0..<20, operationCount: 150, generate: StringOperation.random,
      run: { operations in
        let memory = FailingAllocator(refusingEvery: interval)
        return run(operations, memory) ?? (memory.isClean ? nil : "memory leaked or was misused")
      })
  }

  private func run(_ operations: [StringOperation], _ memory: FailingAllocator) -> String? {
    var string = AllocatedString(allocator: memory)
    var model = ""
    for (step, operation) in operations.enumerated() {
      do {
        switch operation {
        case .string(let text):
          try string.append(text)
          model += text
        case .part(let text):
          try string.append(text.dropFirst(2))
          model += text.dropFirst(2)
        case .character(let character):
          try string.append(character)
          model.append(character)
        case .interpolation(let text, let number):
          try string.append("<\(number), \(text.dropLast()), \(text)>")
          model += "<\(number), \(text.dropLast()), \(text)>"
        case .bytes(let bytes):
          try string.append(validating: bytes.span)
          model += String(decoding: bytes, as: UTF8.self)
        case .popLast:
          if string.popLast() != model.popLast() { return "step \(step): another last character" }
        case .removeAll(let isCapacityKept):
          string.removeAll(keepingCapacity: isCapacityKept)
          model = ""
        case .reserve(let capacity): try string.reserveCapacity(capacity)
        }
      } catch {}
      if Array(String(copying: string).utf8) != Array(model.utf8) {
        return "step \(step), \(operation): \(String(copying: string)) instead of \(model)"
      }
    }
    return nil
  }
}
