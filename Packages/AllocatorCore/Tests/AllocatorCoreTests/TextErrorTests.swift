import AllocatorCore
import Testing

@Suite struct TextErrorTests {
  private func reason(_ bytes: [UInt8]) throws -> TextError {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch { return .invalidUTF8(error) }
    throw AllocationError.outOfMemory
  }

  @Test func `errors are equal when they have the same reason at the same place`() throws {
    #expect(TextError.allocation(.outOfMemory) == .allocation(.outOfMemory))
    #expect(TextError.allocation(.outOfMemory) != .allocation(.unsupportedAlignment))
    let early = try reason([0x80, 0x61])
    let late = try reason([0x61, 0x80])
    #expect(try early == reason([0x80, 0x62]) && early != late && early != .allocation(.outOfMemory))
    #expect(try reason([0x61, 0xC3]) != late)
  }

  @Test func `an error says what is wrong and where`() throws {
    #expect(
      try reason([0x61, 0xE2, 0x82]).description == "invalid UTF-8 at bytes 1..<3: a character is cut off")
    #expect(TextError.allocation(.outOfMemory).description == AllocationError.outOfMemory.description)
  }
}

@Suite struct BoxAccessTests {
  @Test func `a box lends its value where it is`() throws {
    struct Token: ~Copyable { var number: Int }
    var box = try SystemAllocator().makeBox(Token(number: 7))
    let double = box.withValue { $0.number * 2 }
    box.value.number += 1
    let number = box.withValue { $0.number }
    #expect(double == 14 && number == 8)
    #expect(throws: AllocationError.outOfMemory) {
      try box.withValue { _ throws(AllocationError) in throw .outOfMemory }
    }
  }
}
