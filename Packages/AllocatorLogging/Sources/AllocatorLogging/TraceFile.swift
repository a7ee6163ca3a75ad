#if !hasFeature(Embedded) && (canImport(Glibc) || canImport(Musl) || canImport(Darwin) || canImport(Android))
  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #elseif canImport(Android)
    import Android
  #endif

  /// Why a trace cannot be written to a file.
  ///
  /// Each operation is O(1) unless it says otherwise.
  public struct TraceFileError: Error, Equatable, CustomStringConvertible {
    /// The system's number for it, `errno`.
    public var code: Int32

    public init(code: Int32) { self.code = code }

    /// The system's words for it.
    public var description: String { unsafe String(cString: strerror(code)) }
  }

  /// A `.repx` file that grows by an event at a time, through a buffer of fixed size.
  ///
  /// Whenever the buffer was written, the header is, too: the file is a complete trace up to there, whatever becomes of
  /// the program. Behind an error nothing more is written, and events are counted as dropped.
  @safe
  final class TraceFile {
    private let descriptor: CInt
    private let buffer: UnsafeMutablePointer<UInt8>
    private var length = 0
    private let headerOffset: Int
    /// The bytes and the events that are in the file.
    private var writtenByteCount: Int
    private var writtenEventCount = 0
    private var bufferedEventCount = 0
    private(set) var droppedEventCount = 0
    private(set) var error: TraceFileError?

    private static let capacity = 64 << 10
    /// No event takes more: a letter, three numbers, three blanks and a newline.
    private static let longestEvent = 72
    /// The width of a number in the header, so that it can be written again.
    private static let numberWidth = 19

    /// Creates the file, or empties it.
    init(path: String, name: String) throws(TraceFileError) {
      let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      guard file >= 0 else { throw TraceFileError(code: errno) }
      descriptor = file
      unsafe buffer = .allocate(capacity: Self.capacity)
      let title = "# trace: \(name)\n"
      headerOffset = title.utf8.count
      writtenByteCount = headerOffset + 4 * (Self.numberWidth + 1)
      let isWritten =
        unsafe Array(title.utf8).withUnsafeBufferPointer { unsafe Self.write($0, to: file, at: 0) }
        && Self.writeHeader(peak: 0, ids: 0, events: 0, to: file, at: headerOffset)
      guard isWritten else { throw TraceFileError(code: errno) }
    }

    deinit {
      close(descriptor)
      unsafe buffer.deallocate()
    }

    /// Adds an event: a letter and up to three numbers; a negative one is left out.
    func add(_ letter: UInt8, _ id: Int, _ byteCount: Int, _ alignment: Int, peak: Int, ids: Int) {
      if length + Self.longestEvent > Self.capacity { flush(peak: peak, ids: ids) }
      guard error == nil else {
        droppedEventCount += 1
        return
      }
      append(letter)
      append(number: id)
      if byteCount >= 0 { append(number: byteCount) }
      if alignment >= 0 { append(number: alignment) }
      append(UInt8(ascii: "\n"))
      bufferedEventCount += 1
    }

    /// Writes what is buffered, and the header.
    func flush(peak: Int, ids: Int) {
      guard error == nil else { return }
      let events = writtenEventCount + bufferedEventCount
      let isWritten =
        unsafe Self.write(
          unsafe UnsafeBufferPointer(start: buffer, count: length), to: descriptor, at: writtenByteCount)
        && Self.writeHeader(peak: peak, ids: ids, events: events, to: descriptor, at: headerOffset)
      if isWritten {
        writtenByteCount += length
        writtenEventCount = events
      } else {
        error = TraceFileError(code: errno)
        droppedEventCount += bufferedEventCount
        // What is there without these events is a trace still.
        _ = ftruncate(descriptor, off_t(writtenByteCount))
      }
      length = 0
      bufferedEventCount = 0
    }

    private func append(_ byte: UInt8) {
      unsafe buffer[length] = byte
      length &+= 1
    }

    private func append(number: Int) {
      append(UInt8(ascii: " "))
      length &+= unsafe Self.write(digitsOf: number, to: buffer + length)
    }

    /// Writes the header's four numbers, each in a line of fixed width. It allocates nothing.
    private static func writeHeader(peak: Int, ids: Int, events: Int, to descriptor: CInt, at offset: Int) -> Bool {
      let lineByteCount = numberWidth + 1
      return unsafe withUnsafeTemporaryAllocation(byteCount: 4 * lineByteCount, alignment: 1) { memory in
        let lines = unsafe memory.assumingMemoryBound(to: UInt8.self)
        for line in 0..<4 {
          let number = line == 0 ? peak : line == 1 ? ids : line == 2 ? events : 1
          let start = line * lineByteCount
          let end = unsafe start + write(digitsOf: number, to: lines.baseAddress! + start)
          for index in end..<start + numberWidth { unsafe lines[index] = UInt8(ascii: " ") }
          unsafe lines[start + numberWidth] = UInt8(ascii: "\n")
        }
        return unsafe write(UnsafeBufferPointer(lines), to: descriptor, at: offset)
      }
    }

    /// Writes a number that is not negative, and returns how many digits it has.
    private static func write(digitsOf number: Int, to place: UnsafeMutablePointer<UInt8>) -> Int {
      var digits = 1
      var bound = 10
      while digits < 19, number >= bound {
        digits &+= 1
        bound = bound &* 10
      }
      var rest = number
      for index in stride(from: digits &- 1, through: 0, by: -1) {
        unsafe place[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      return digits
    }

    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: CInt, at offset: Int) -> Bool {
      var done = 0
      while done < bytes.count {
        let count = unsafe pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }
#endif
