/// Reads the malloc lab's `.rep` text, and the `.repx` that extends it by alignments, zeroing, threads and comments.
///
/// Four numbers stand first, one a line: a heap size (in `.repx` the peak of live bytes), the number of ids, the number
/// of events, a weight. Then come the events: `a ID SIZE [ALIGN]`, `c ID SIZE [ALIGN]` (zeroed), `r ID SIZE`, `f ID`,
/// and `t N` between them.
struct RepReader {
  /// What `malloc` promises where nothing else is said.
  static let defaultAlignment = 16

  private var cursor: ByteCursor
  private var builder: TraceBuilder
  private var header: [(value: Int, line: Int)] = []
  private var isExtended = false
  private var siteNames: [[UInt8]] = []

  init(_ bytes: [UInt8], file: String, name: String) {
    cursor = ByteCursor(bytes)
    builder = TraceBuilder(file: file, name: name)
  }

  consuming func read() throws(TraceError) -> Trace {
    var largestID = -1
    while !cursor.isAtEnd {
      builder.line = cursor.line
      cursor.skipBlanks()
      guard let key = cursor.next else {
        cursor.skipLine()
        continue
      }
      if key == UInt8(ascii: "#") {
        try readComment()
      } else if header.count < 4 {
        try readHeaderLine()
      } else if key == UInt8(ascii: "t") {
        try readThread()
      } else {
        guard builder.trace.events.count < header[2].value else {
          throw builder.error(
            "the header promises \(header[2].value) events (line \(header[2].line)), but here is one more")
        }
        largestID = max(largestID, try readEvent(key))
      }
    }
    try checkCounts(largestID: largestID)
    return builder.finish()
  }

  private mutating func readComment() throws(TraceError) {
    isExtended = true
    if try readSite() { return }
    let text = cursor.lineText
    if builder.trace.events.isEmpty, text.hasPrefix("# trace:") {
      let name = text.dropFirst("# trace:".count).drop { $0 == " " }
      if !name.isEmpty { builder.rename(String(name)) }
    }
    cursor.skipLine()
  }

  /// `# site N: NAME` names a place in the program, `# s N` says that the next event is called from there.
  private mutating func readSite() throws(TraceError) -> Bool {
    var line = cursor
    line.advance()
    let key = line.word()
    guard key == "s" || key == "site" else { return false }
    if key == "s" {
      guard let index = line.decimal(), line.isAtBlankEnd else { return false }
      guard index < siteNames.count else {
        throw builder.error("site \(index) is unknown: no '# site \(index): NAME' stands before")
      }
      builder.setSite(siteNames[index])
    } else {
      guard line.word() == "\(siteNames.count):" else { return false }
      line.skipBlanks()
      siteNames.append(line.restOfLine)
    }
    line.skipLine()
    cursor = line
    return true
  }

  private mutating func readHeaderLine() throws(TraceError) {
    let names = ["the heap's size", "the number of ids", "the number of events", "the weight"]
    let line = cursor.line
    guard let value = cursor.decimal(), cursor.isAtBlankEnd else {
      throw builder.error("expected \(names[header.count]) alone on its line, but found '\(cursor.lineText)'")
    }
    cursor.skipLine()
    header.append((value, line))
    guard header.count == 4 else { return }
    builder.reserve(min(header[2].value, mostEvents))
  }

  /// An event takes four bytes at least: a header that cannot be must not make this program reserve memory.
  private var mostEvents: Int { cursor.bytes.count / 4 + 1 }

  private mutating func readThread() throws(TraceError) {
    isExtended = true
    cursor.advance()
    guard cursor.isAtBlank, let thread = cursor.decimal(), cursor.isAtBlankEnd else {
      throw builder.error("expected 't N' with a thread's number, but found '\(cursor.lineText)'")
    }
    cursor.skipLine()
    builder.thread = thread
  }

  /// Reads one event and returns its id.
  private mutating func readEvent(_ key: UInt8) throws(TraceError) -> Int {
    cursor.advance()
    let id: Int
    switch key {
    case UInt8(ascii: "a"), UInt8(ascii: "c"):
      let isZeroed = key == UInt8(ascii: "c")
      if isZeroed { isExtended = true }
      id = try readID()
      let byteCount = try readSize()
      let alignment = try readAlignment()
      try builder.allocate(slot: id, byteCount: byteCount, alignment: alignment, isZeroed: isZeroed, name: "id \(id)")
    case UInt8(ascii: "r"):
      id = try readID()
      try builder.resize(slot: id, byteCount: readSize(), name: "id \(id)")
    case UInt8(ascii: "f"):
      id = try readID()
      try builder.free(slot: id, name: "id \(id)")
    default:
      throw malformed()
    }
    guard cursor.isAtBlankEnd else { throw malformed() }
    cursor.skipLine()
    builder.setSite(nil)
    return id
  }

  private mutating func readID() throws(TraceError) -> Int {
    guard cursor.isAtBlank, let id = cursor.decimal() else { throw malformed() }
    guard id < header[1].value else {
      throw builder.error("id \(id) is unknown: the header promises ids below \(header[1].value)")
    }
    guard id < mostEvents else { throw builder.error("id \(id) is larger than the file has room for events") }
    return id
  }

  private mutating func readSize() throws(TraceError) -> Int {
    guard !cursor.isAtBlankEnd else { throw malformed() }
    let word = cursor
    guard let size = cursor.decimal() else {
      var word = word
      throw builder.error("'\(word.word())' cannot be a size in bytes")
    }
    return size
  }

  private mutating func readAlignment() throws(TraceError) -> Int {
    guard !cursor.isAtBlankEnd else { return Self.defaultAlignment }
    isExtended = true
    guard let alignment = cursor.decimal() else { throw malformed() }
    return alignment
  }

  private func malformed() -> TraceError {
    let text = cursor.lineText
    let word = text.prefix { $0 != " " && $0 != "\t" }.prefix(40)
    let form: String? =
      switch word {
      case "a", "c": "\(word) ID SIZE [ALIGN]"
      case "r": "r ID SIZE"
      case "f": "f ID"
      default: nil
      }
    return builder.error(
      form.map { "expected '\($0)', but found '\(text)'" } ?? "unknown event '\(word)': expected a, c, r, f, t or #")
  }

  private func checkCounts(largestID: Int) throws(TraceError) {
    guard header.count == 4 else {
      throw builder.error("the file ends in its header, after \(header.count) of 4 numbers", line: cursor.line)
    }
    let trace = builder.trace
    guard trace.events.count == header[2].value else {
      throw builder.error(
        "the file is truncated: the header promises \(header[2].value) events (line \(header[2].line)), "
          + "but there are \(trace.events.count)", line: cursor.line)
    }
    guard header[1].value == largestID + 1 else {
      throw builder.error(
        "the header promises \(header[1].value) ids, but the largest is \(largestID)", line: header[1].line)
    }
    // In plain .rep the first number is a suggestion of its author's.
    guard !isExtended || header[0].value == trace.peakByteCount else {
      throw builder.error(
        "the header says that at most \(header[0].value) bytes are live, but the events reach \(trace.peakByteCount)",
        line: header[0].line)
    }
  }
}
