import Foundation

/// Where a trace is read from.
public enum TraceInput: Hashable, Sendable {
  case standardInput
  case file(path: String)

  /// A command-line argument: a path, with bytes that are no text as `RawArguments` has them, or `-`.
  public init(argument: String) { self = argument == "-" ? .standardInput : .file(path: argument) }

  /// What messages call it.
  public var label: String {
    switch self {
    case .standardInput: "<stdin>"
    case .file(let path): path
    }
  }

  /// The name of a trace that does not name itself: its file's, without folder and extensions.
  var defaultName: String {
    switch self {
    case .standardInput: "stdin"
    case .file(let path):
      // A hidden file's name has its first dot in front.
      path.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? "trace"
    }
  }

  /// Reads the trace, through the system's `gzip` when it is compressed.
  public func read() throws(TraceError) -> Trace {
    var bytes = try contents()
    if RecordingReader.isRecording(bytes) {
      return try RecordingReader(bytes, file: label, name: defaultName, keepsSites: false).read()
    }
    if bytes.starts(with: [0x1f, 0x8b]) { bytes = try Gzip.decompress(bytes, file: label) }
    if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
      bytes = try Gzip.decompress(bytes, file: label, by: "zstd")
    }
    return try TraceReader.read(bytes, file: label, name: defaultName)
  }

  private func contents() throws(TraceError) -> [UInt8] {
    guard case .file(let path) = self else { return try contents(of: STDIN_FILENO) }
    let descriptor = unsafe open(RawArguments.bytes(of: path).map(CChar.init(bitPattern:)) + [0], O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable() }
    defer { close(descriptor) }
    return try contents(of: descriptor)
  }

  /// All that can be read, from files, pipes and devices alike.
  private func contents(of descriptor: CInt) throws(TraceError) -> [UInt8] {
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe Foundation.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable() }
      guard count > 0 else { return contents }
      contents += buffer[..<count]
    }
  }

  /// The error that says why the system refuses to read.
  private func unreadable() -> TraceError {
    unsafe TraceError(file: label, message: "cannot be read: \(String(cString: strerror(errno)).lowercased())")
  }
}

/// The system's `gzip`, and `zstd` for those who use that.
enum Gzip {
  /// The bytes, decompressed.
  static func decompress(_ bytes: [UInt8], file: String, by name: String = "gzip") throws(TraceError) -> [UInt8] {
    guard let executable = find(name) else {
      throw TraceError(file: file, message: "is compressed, and there is no \(name) on this system's PATH")
    }
    let (text, complaint, status) = try run(executable, ["-dc"], bytes, file: file, name: name)
    let result = [UInt8](text)
    guard status == 0 else {
      let lines = result.count { $0 == UInt8(ascii: "\n") } + 1
      let words = String(decoding: complaint, as: UTF8.self).split(separator: "\n").joined(separator: " ")
      let reason = words.split(separator: ":").last.map { $0.drop { $0 == " " } } ?? "\(name) refuses it"
      throw TraceError(file: file, line: lines, message: "the \(name) data is damaged or truncated here: \(reason)")
    }
    return result
  }

  /// The bytes, compressed.
  static func compress(_ bytes: [UInt8]) throws -> [UInt8] {
    guard let executable = find("gzip") else { throw Complaint("there is no gzip on this system's PATH") }
    let (compressed, complaint, status) = try run(executable, ["-9nc"], bytes, file: "the output", name: "gzip")
    guard status == 0 else { throw Complaint(String(decoding: complaint, as: UTF8.self)) }
    return [UInt8](compressed)
  }

  /// Runs the program on the bytes.
  private static func run(
    _ executable: URL, _ arguments: [String], _ bytes: [UInt8], file: String, name: String
  ) throws(TraceError) -> (output: Data, complaint: Data, status: Int32) {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    let input = Pipe()
    let output = Pipe()
    let errors = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw TraceError(file: file, message: "is compressed, and \(name) does not run: \(error.localizedDescription)")
    }
    // A pipe holds little: one side must be written while the other is read. That gzip stops reading early is no
    // error here; its exit status tells.
    signal(SIGPIPE, SIG_IGN)
    let writer = input.fileHandleForWriting
    let data = Data(bytes)
    DispatchQueue.global().async {
      try? writer.write(contentsOf: data)
      try? writer.close()
    }
    let text = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    let complaint = (try? errors.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return (text, complaint, process.terminationStatus)
  }

  /// The program of this name on the system's `PATH`.
  static func find(_ name: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}
