import RecordingFormat

/// Reads what the preloaded recorder writes: see `RecordingFormat.h`.
struct RecordingReader {
  private let bytes: [UInt8]
  private var book: AddressBook
  private var sites: [UInt64: UInt32] = [:]
  private var callers: [UInt64] = []
  private let keepsSites: Bool
  private static let recordSize = MemoryLayout<allocation_record>.size
  private static let headerSize = MemoryLayout<allocation_recorder_header>.size

  /// What is in the header.
  struct Header {
    /// How many calls could not be recorded, because the disk was full.
    var droppedCount: Int
    /// Whether the program ended by `exit`.
    var isComplete: Bool
  }

  /// Whether the bytes begin as a recording does.
  static func isRecording(_ bytes: [UInt8]) -> Bool {
    bytes.count >= headerSize && load(UInt64.self, from: bytes, at: 0) == 0x3164_7263_6572_616c
  }

  init(_ bytes: [UInt8], file: String, name: String, keepsSites: Bool) {
    self.bytes = bytes
    self.keepsSites = keepsSites
    book = AddressBook(TraceBuilder(file: file, name: name), forgivesUnseenFrees: false)
  }

  var header: Header {
    let header = Self.load(allocation_recorder_header.self, from: bytes, at: 0)
    return Header(droppedCount: Int(clamping: header.dropped), isComplete: header.complete != 0)
  }

  /// Whether there is no call in it.
  var isEmpty: Bool {
    let start = Int(Self.load(allocation_recorder_header.self, from: bytes, at: 0).header_size)
    return start + Self.recordSize > bytes.count || Self.load(allocation_record.self, from: bytes, at: start).kind == 0
  }

  /// The trace; `nameSites` has the names of the addresses that calls return to.
  consuming func read(nameSites: ([UInt64]) -> [String] = { $0.map(Self.hexadecimal) }) throws(TraceError) -> Trace {
    let header = Self.load(allocation_recorder_header.self, from: bytes, at: 0)
    guard header.record_size == Self.recordSize, header.header_size >= Self.headerSize else {
      throw book.builder.error("it is a recording of another version of this tool", line: 1)
    }
    var position = Int(header.header_size)
    var number = 0
    // By thread: the resizes that have begun.
    var pending: [UInt32: (slot: Int?, address: UInt)] = [:]
    while position + Self.recordSize <= bytes.count {
      let record = Self.load(allocation_record.self, from: bytes, at: position)
      guard record.kind != 0 else { break }
      number += 1
      book.builder.line = number
      book.builder.thread = Int(record.thread)
      if keepsSites { book.builder.setSite(index: siteIndex(record.caller)) }
      guard let address = UInt(exactly: record.address), let byteCount = Int(exactly: record.size) else {
        throw book.builder.error("an address or a size that cannot be")
      }
      switch Int(record.kind) {
      case 1, 2:
        try book.allocate(
          address, byteCount: byteCount, alignment: 1 << Int(record.alignment_shift & 63), isZeroed: record.kind == 2)
      case 3: try book.free(address)
      case 4: pending[record.thread] = (book.beginResize(address), address)
      case 5:
        if let resize = pending.removeValue(forKey: record.thread) {
          try book.endResize(resize.slot, address: address, byteCount: byteCount)
        }
      case 6:
        if let resize = pending.removeValue(forKey: record.thread) {
          book.abandonResize(resize.slot, address: resize.address)
        }
      default: throw book.builder.error("a call of unknown kind \(record.kind)")
      }
      position += Self.recordSize
    }
    guard number > 0 else { throw book.builder.error("nothing was recorded: the program made no call", line: 1) }
    // A call that the program's end cut off: its block is gone.
    for resize in pending.values { book.abandonResize(resize.slot, address: resize.address) }
    if keepsSites { book.builder.setSites(nameSites(callers)) }
    return book.builder.finish()
  }

  private mutating func siteIndex(_ caller: UInt64) -> UInt32 {
    if let known = sites[caller] { return known }
    let index = UInt32(callers.count)
    sites[caller] = index
    callers.append(caller)
    return index
  }

  private static func hexadecimal(_ caller: UInt64) -> String { "0x" + String(caller, radix: 16) }

  private static func load<Value: BitwiseCopyable>(_ type: Value.Type, from bytes: [UInt8], at offset: Int) -> Value {
    unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
  }
}
