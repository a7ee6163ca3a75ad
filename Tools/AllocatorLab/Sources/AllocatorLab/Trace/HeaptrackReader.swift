/// Reads what `heaptrack --raw` writes: `v VERSION`, then `+ SIZE STACK ADDRESS` and `- ADDRESS` in hexadecimal, `t IP
/// PARENT` for the stacks, `m …` for what is mapped, and more that says nothing of allocations.
///
/// A realloc is a free and an allocation there; threads, alignments and zeroing are lost. The site of a call is the
/// innermost instruction pointer of its stack, as module and offset.
struct HeaptrackReader {
  private var cursor: ByteCursor
  private var book: AddressBook
  private var instructionPointers: [UInt] = [0]
  private var modules: [(start: UInt, end: UInt, name: String)] = []

  init(_ bytes: [UInt8], file: String, name: String) {
    cursor = ByteCursor(bytes)
    book = AddressBook(TraceBuilder(file: file, name: name), forgivesUnseenFrees: true)
  }

  /// Whether the first line is a version as heaptrack writes it.
  static func isHeaptrack(_ bytes: [UInt8]) -> Bool {
    var cursor = ByteCursor(bytes)
    return cursor.word() == "v" && cursor.bareHexadecimal() != nil && cursor.bareHexadecimal() != nil
  }

  consuming func read() throws(TraceError) -> Trace {
    while !cursor.isAtEnd {
      book.builder.line = cursor.line
      try readLine()
      cursor.skipLine()
    }
    guard cursor.endsInNewline else {
      throw book.builder.error("the file is truncated: it ends in the middle of a line", line: cursor.line)
    }
    guard !book.builder.trace.events.isEmpty else {
      throw book.builder.error("there is no allocation in it", line: cursor.line)
    }
    return book.builder.finish()
  }

  private mutating func readLine() throws(TraceError) {
    switch cursor.next {
    case UInt8(ascii: "+"):
      cursor.advance()
      guard let size = cursor.bareHexadecimal().flatMap(Int.init(exactly:)), let stack = cursor.bareHexadecimal(),
        let address = cursor.bareHexadecimal()
      else { throw malformed("+ SIZE STACK ADDRESS") }
      guard stack < instructionPointers.count else { throw book.builder.error("stack \(stack) is not known before") }
      book.builder.setSite(Array(site(instructionPointers[Int(stack)]).utf8))
      try book.allocate(address, byteCount: size)
    case UInt8(ascii: "-"):
      cursor.advance()
      guard let address = cursor.bareHexadecimal() else { throw malformed("- ADDRESS") }
      book.builder.setSite(nil)
      try book.free(address)
    case UInt8(ascii: "t"):
      cursor.advance()
      guard let pointer = cursor.bareHexadecimal() else { throw malformed("t IP PARENT") }
      instructionPointers.append(pointer)
    case UInt8(ascii: "m"): readModule()
    default: break
    }
  }

  /// `m LENGTH NAME START [OFFSET SIZE]…`; `m 1 -` forgets all.
  private mutating func readModule() {
    cursor.advance()
    _ = cursor.bareHexadecimal()
    let words = String(decoding: cursor.restOfLine, as: UTF8.self).split(separator: " ")
    guard words.count > 3, let start = UInt(words[1], radix: 16) else {
      modules = []
      return
    }
    let numbers = words.dropFirst(2).compactMap { UInt($0, radix: 16) }
    let end = stride(from: 0, to: numbers.count - 1, by: 2).map { numbers[$0] &+ numbers[$0 + 1] }.max() ?? 0
    modules.append((start, start &+ end, String(words[0].split(separator: "/").last ?? words[0])))
  }

  private func site(_ pointer: UInt) -> String {
    guard let module = modules.first(where: { $0.start <= pointer && pointer < $0.end }) else {
      return "0x" + String(pointer, radix: 16)
    }
    return "\(module.name)+0x\(String(pointer - module.start, radix: 16))"
  }

  private func malformed(_ form: String) -> TraceError {
    book.builder.error("expected '\(form)', but found '\(cursor.lineText)'")
  }
}

extension ByteCursor {
  /// A number in hexadecimal without `0x`, ending as `decimal()` does.
  mutating func bareHexadecimal() -> UInt? { UInt(word(), radix: 16) }
}
