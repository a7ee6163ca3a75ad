/// Reads logs of calls in words: valgrind's `--trace-malloc=yes` and `ltrace`.
///
///     --5417-- realloc(0x4A40040,2000) = 0x4A400F0        valgrind
///     9764 program->malloc(100) = 0x55e9c7fad2a0          ltrace, with -f
///
/// Lines that are no call of `malloc` and its kin are passed over: both write other things between. ltrace sees the
/// calls of the program alone unless it is set otherwise, so that frees may be missing.
struct CallLogReader {
  enum Format {
    case valgrind, ltrace

    /// The format of a text that is one of these.
    init?(of bytes: [UInt8]) {
      var cursor = ByteCursor(bytes)
      for _ in 0..<200 {
        guard !cursor.isAtEnd else { return nil }
        let line = cursor.lineText
        cursor.skipLine()
        if line.hasPrefix("--"), line.dropFirst(2).first?.isNumber == true, line.contains("-- ") {
          self = .valgrind
          return
        }
        if line.hasPrefix("=="), line.dropFirst(2).first?.isNumber == true { continue }
        if let call = Call(line), call.name != "free" || line.contains("->") {
          self = .ltrace
          return
        }
        if line.first.map({ "#=@+<>!".contains($0) }) ?? false { return nil }
      }
      return nil
    }
  }

  /// One call in words.
  private struct Call {
    var name: Substring
    var arguments: [Substring]
    var result: Substring
    var process: Substring?

    init?(_ line: String) {
      guard let open = line.firstIndex(of: "("), let close = line[open...].firstIndex(of: ")") else { return nil }
      var words = line[..<open].split(separator: " ")
      guard let last = words.popLast() else { return nil }
      name = last.split(separator: ">").last ?? last
      guard CallLogReader.names.contains(String(name)) else { return nil }
      process = words.last { $0.allSatisfy(\.isNumber) || $0.hasPrefix("--") }
      if words.last?.hasSuffix("]") == true, words.count > 1 { process = words.last?.dropLast() }
      arguments = line[line.index(after: open)..<close].split(separator: ",").map { CallLogReader.trimmed($0) }
      // valgrind says nothing of what a free returns.
      result = line[close...].firstIndex(of: "=").map { CallLogReader.trimmed(line[line.index(after: $0)...]) } ?? ""
    }
  }

  fileprivate static let names: Set<String> = [
    "malloc", "calloc", "realloc", "reallocarray", "free", "memalign", "aligned_alloc", "posix_memalign", "valloc",
    "__builtin_new", "__builtin_vec_new", "__builtin_delete", "__builtin_vec_delete", "_Znwm", "_Znam", "_ZdlPv",
    "_ZdaPv", "_ZdlPvm", "_ZdaPvm",
  ]

  private var cursor: ByteCursor
  private var book: AddressBook
  private let format: Format
  private var processes: [Substring: Int] = [:]

  init(_ bytes: [UInt8], format: Format, file: String, name: String) {
    cursor = ByteCursor(bytes)
    self.format = format
    book = AddressBook(TraceBuilder(file: file, name: name), forgivesUnseenFrees: true)
  }

  consuming func read() throws(TraceError) -> Trace {
    while !cursor.isAtEnd {
      book.builder.line = cursor.line
      if let call = Call(cursor.lineText) { try add(call) }
      cursor.skipLine()
    }
    guard !book.builder.trace.events.isEmpty else {
      throw book.builder.error("there is no call of malloc and its kin in it", line: cursor.line)
    }
    return book.builder.finish()
  }

  private mutating func add(_ call: Call) throws(TraceError) {
    if format == .ltrace, let process = call.process {
      book.builder.thread = processes[process, default: processes.count]
      processes[process] = book.builder.thread
    }
    switch call.name {
    case "free", "__builtin_delete", "__builtin_vec_delete", "_ZdlPv", "_ZdaPv", "_ZdlPvm", "_ZdaPvm":
      try book.free(try address(call, 0))
    case "malloc", "valloc", "__builtin_new", "__builtin_vec_new", "_Znwm", "_Znam":
      try book.allocate(
        try result(call), byteCount: try number(call, 0), alignment: call.name == "valloc" ? 4096 : 16)
    case "calloc":
      let (product, overflow) = try number(call, 0).multipliedReportingOverflow(by: try number(call, 1))
      guard !overflow else { throw malformed(call) }
      try book.allocate(try result(call), byteCount: product, isZeroed: true)
    case "memalign", "aligned_alloc":
      // valgrind says `memalign(al 64, size 100)`, and that of posix_memalign, too.
      try book.allocate(try result(call), byteCount: try number(call, 1), alignment: max(16, try number(call, 0)))
    case "posix_memalign":
      // The place of the block is not in the line: its next use would be of an unknown one, as if it were older.
      book.builder.leaveOut()
    default:
      let old = try address(call, 0)
      var byteCount = try number(call, 1)
      if call.name == "reallocarray" { byteCount = byteCount.multipliedReportingOverflow(by: try number(call, 2)).0 }
      let new = try result(call)
      guard old != 0 else { return try book.allocate(new, byteCount: byteCount) }
      let slot = book.beginResize(old)
      if new == 0 && byteCount > 0 {
        book.abandonResize(slot, address: old)
      } else {
        try book.endResize(slot, address: new, byteCount: byteCount)
      }
    }
  }

  private func number(_ call: Call, _ index: Int) throws(TraceError) -> Int {
    guard index < call.arguments.count, let word = call.arguments[index].split(separator: " ").last else {
      throw malformed(call)
    }
    if let number = Int(word), number >= 0 { return number }
    if word.hasPrefix("0x"), let number = Int(word.dropFirst(2), radix: 16) { return number }
    throw malformed(call)
  }

  private func address(_ call: Call, _ index: Int) throws(TraceError) -> UInt {
    guard index < call.arguments.count, let address = Self.address(call.arguments[index]) else { throw malformed(call) }
    return address
  }

  private func result(_ call: Call) throws(TraceError) -> UInt {
    guard let address = Self.address(call.result) else { throw malformed(call) }
    return address
  }

  private static func address(_ text: Substring) -> UInt? {
    let word = text.split(separator: " ").first ?? ""
    if word == "0" || word == "nil" || word == "NULL" || word == "(nil)" { return 0 }
    return word.hasPrefix("0x") ? UInt(word.dropFirst(2), radix: 16) : nil
  }

  fileprivate static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }

  private func malformed(_ call: Call) -> TraceError {
    book.builder.error("a call of \(call.name) whose arguments or result are no numbers: '\(cursor.lineText)'")
  }
}
