/// Reads the text that glibc's `mtrace()` writes, plain or with the `#` lines that add what it loses.
///
/// `+ ADDRESS SIZE` is an allocation, `- ADDRESS` a free, `< ADDRESS` and `> ADDRESS SIZE` a resize, `! ADDRESS SIZE`
/// one that failed, `= …` start and end; `@ CALLER` may stand before. `# t N` names the thread of what follows, `# z`
/// says that the next allocation is zeroed, `# align N` how it is aligned.
///
/// Events about blocks that were born before the recording began are left out and counted.
struct MtraceReader {
  private var cursor: ByteCursor
  private var builder: TraceBuilder
  private var places: [UInt: Place] = [:]
  private var spareSlots: [Int] = []
  private var slotCount = 0
  /// The resizes of which the first line was read, by thread.
  private var pending: [Int: (address: UInt, slot: Int?, line: Int)] = [:]
  private var isZeroed = false
  private var alignment: Int?

  /// What is known of an address.
  private enum Place {
    case live(slot: Int)
    case freed(line: Int)
  }

  init(_ bytes: [UInt8], file: String, name: String) {
    cursor = ByteCursor(bytes)
    builder = TraceBuilder(file: file, name: name)
    builder.reserve(bytes.count / 24)
  }

  consuming func read() throws(TraceError) -> Trace {
    while !cursor.isAtEnd {
      builder.line = cursor.line
      try skipCaller()
      if let key = cursor.next {
        cursor.advance()
        try readLine(key)
      }
      guard cursor.isAtBlankEnd else { throw malformed() }
      cursor.skipLine()
    }
    guard cursor.endsInNewline else {
      throw builder.error("the file is truncated: it ends in the middle of a line", line: cursor.line)
    }
    if let open = pending.values.min(by: { $0.line < $1.line }) {
      throw builder.error("the file is truncated: the resize that begins here has no second line", line: open.line)
    }
    return builder.finish()
  }

  private mutating func readLine(_ key: UInt8) throws(TraceError) {
    switch key {
    case UInt8(ascii: "#"): try readAddition()
    case UInt8(ascii: "="): _ = cursor.word()
    case UInt8(ascii: "+"): try readAllocation()
    case UInt8(ascii: "-"): try readFree()
    case UInt8(ascii: "<"): try readResizeStart()
    case UInt8(ascii: ">"): try readResizeEnd()
    case UInt8(ascii: "!"): try readFailedResize()
    default: throw malformed()
    }
  }

  /// `@ file:(symbol+offset)[address] ` before an event; the file's name may hold blanks.
  private mutating func skipCaller() throws(TraceError) {
    cursor.skipBlanks()
    guard cursor.next == UInt8(ascii: "@") else { return builder.setSite(nil) }
    cursor.advance()
    cursor.skipBlanks()
    let start = cursor.position
    while let byte = cursor.next {
      cursor.advance()
      if byte == UInt8(ascii: "]"), cursor.isAtBlank {
        builder.setSite(Array(cursor.bytes[start..<cursor.position]))
        cursor.skipBlanks()
        return
      }
    }
    throw malformed()
  }

  private mutating func readAddition() throws(TraceError) {
    switch cursor.word() {
    case "t":
      guard let thread = cursor.decimal() else { throw malformed() }
      builder.thread = thread
    case "z": isZeroed = true
    case "align":
      guard let asked = cursor.decimal() else { throw malformed() }
      alignment = asked
    default: while cursor.next != nil { cursor.advance() }  // a comment
    }
  }

  private mutating func readAllocation() throws(TraceError) {
    defer {
      isZeroed = false
      alignment = nil
    }
    guard let address = readAddress(), let byteCount = readSize() else { throw malformed() }
    guard address != 0 else { return }  // the program was refused
    if case .live = places[address] {
      throw builder.error("address 0x\(String(address, radix: 16)) is allocated again while it is live")
    }
    let slot = takeSlot()
    try builder.allocate(
      slot: slot, byteCount: byteCount, alignment: alignment ?? RepReader.defaultAlignment, isZeroed: isZeroed,
      name: Self.name(address))
    places[address] = .live(slot: slot)
  }

  private mutating func readFree() throws(TraceError) {
    guard let address = readAddress() else { throw malformed() }
    guard let slot = try liveSlot(address, action: "freed") else { return builder.leaveOut() }
    try builder.free(slot: slot, name: Self.name(address))
    places[address] = .freed(line: cursor.line)
    spareSlots.append(slot)
  }

  private mutating func readResizeStart() throws(TraceError) {
    guard let address = readAddress() else { throw malformed() }
    if let open = pending[builder.thread] {
      throw builder.error("a resize begins, but the one of line \(open.line) has no second line")
    }
    let slot = try liveSlot(address, action: "resized")
    if slot == nil { builder.leaveOut() }
    pending[builder.thread] = (address, slot, cursor.line)
    places[address] = .freed(line: cursor.line)
  }

  private mutating func readResizeEnd() throws(TraceError) {
    guard let address = readAddress(), let byteCount = readSize() else { throw malformed() }
    guard let start = pending.removeValue(forKey: builder.thread) else {
      throw builder.error("a resize ends that has not begun: there is no '<' before this '>'")
    }
    if case .live = places[address] {
      throw builder.error("address 0x\(String(address, radix: 16)) is given to a resize while it is live")
    }
    let slot = start.slot ?? takeSlot()
    if start.slot == nil {
      // From here on the block is known: to this trace it is born now.
      try builder.allocate(
        slot: slot, byteCount: byteCount, alignment: RepReader.defaultAlignment, isZeroed: false,
        name: Self.name(address))
    } else {
      try builder.resize(slot: slot, byteCount: byteCount, name: Self.name(start.address))
    }
    places[address] = .live(slot: slot)
  }

  private mutating func readFailedResize() throws(TraceError) {
    guard readAddress() != nil, readSize() != nil else { throw malformed() }
    guard let start = pending.removeValue(forKey: builder.thread) else { return }
    places[start.address] = start.slot.map { .live(slot: $0) }
  }

  /// The slot of a live block, or `nil` for a block that is older than the trace.
  private func liveSlot(_ address: UInt, action: String) throws(TraceError) -> Int? {
    switch places[address] {
    case .live(let slot): return slot
    case nil: return nil
    case .freed(let line):
      throw builder.error("\(Self.name(address)) is \(action), but it was freed in line \(line)")
    }
  }

  /// The slot freed last is reused first.
  private mutating func takeSlot() -> Int {
    if let slot = spareSlots.popLast() { return slot }
    slotCount += 1
    return slotCount - 1
  }

  /// An address; zero for `(nil)`.
  private mutating func readAddress() -> UInt? {
    let start = cursor
    if let address = cursor.hexadecimal() { return address }
    cursor = start
    return cursor.word() == "(nil)" ? 0 : nil
  }

  private mutating func readSize() -> Int? {
    let start = cursor
    if let size = cursor.hexadecimal() { return Int(exactly: size) }
    cursor = start
    return cursor.decimal()
  }

  private static func name(_ address: UInt) -> String { "the block at 0x\(String(address, radix: 16))" }

  private func malformed() -> TraceError {
    let text = cursor.lineText
    var words = text.split(separator: " ")
    if words.first == "@", words.count > 2 { words.removeFirst(2) }
    let form: String? =
      switch words.first {
      case "+", ">", "!": "\(words[0]) ADDRESS SIZE"
      case "-", "<": "\(words[0]) ADDRESS"
      case "#": "# t N' or '# align N"
      default: nil
      }
    return builder.error(
      form.map { "expected '\($0)', but found '\(text)'" }
        ?? "unknown event '\(words.first ?? "")': expected +, -, <, >, !, = or #")
  }
}
