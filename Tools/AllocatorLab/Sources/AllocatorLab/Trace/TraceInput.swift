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
    if bytes.starts(with: [0x1f, 0x8b]) { bytes = try Gzip.decompress(bytes, file: label) }
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

  /// The error that tells why the system refuses to read.
  private func unreadable() -> TraceError {
    unsafe TraceError(file: label, message: "cannot be read: \(String(cString: strerror(errno)).lowercased())")
  }
}

/// The system's `gzip`.
enum Gzip {
  /// The bytes, decompressed.
  static func decompress(_ bytes: [UInt8], file: String) throws(TraceError) -> [UInt8] {
    guard let executable = find() else {
      throw TraceError(file: file, message: "is compressed, and there is no gzip on this system's PATH")
    }
    let process = Process()
    process.executableURL = executable
    process.arguments = ["-dc"]
    let input = Pipe()
    let output = Pipe()
    let errors = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw TraceError(file: file, message: "is compressed, and gzip does not run: \(error.localizedDescription)")
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
    let result = [UInt8](text)
    guard process.terminationStatus == 0 else {
      let lines = result.count { $0 == UInt8(ascii: "\n") } + 1
      let words = String(decoding: complaint, as: UTF8.self).split(separator: "\n").joined(separator: " ")
      let reason = words.split(separator: ":").last.map { $0.drop { $0 == " " } } ?? "gzip refuses it"
      throw TraceError(file: file, line: lines, message: "the gzip data is damaged or truncated here: \(reason)")
    }
    return result
  }

  private static func find() -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { URL(fileURLWithPath: String($0)).appendingPathComponent("gzip") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}
