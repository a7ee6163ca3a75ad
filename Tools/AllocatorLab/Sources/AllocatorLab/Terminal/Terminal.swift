import Foundation

/// The terminal that standard output or standard error is, if it is one.
enum Terminal {
  /// The columns of the terminal behind `descriptor`; `nil` when it is none.
  ///
  /// `COLUMNS` overrides what the terminal says, as it does for other programs.
  static func width(of descriptor: CInt) -> Int? {
    if let text = ProcessInfo.processInfo.environment["COLUMNS"], let width = Int(text), width > 0 { return width }
    guard isatty(descriptor) != 0 else { return nil }
    var size = winsize()
    let answer = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
    return answer == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Whether text on standard output may be colored: it is a terminal, and nobody asked for none (no-color.org).
  static var isColored: Bool {
    let environment = ProcessInfo.processInfo.environment
    guard environment["NO_COLOR", default: ""].isEmpty, environment["TERM"] != "dumb" else { return false }
    return isatty(STDOUT_FILENO) != 0
  }

  /// Makes descriptors that were closed when the program began fail rather than become the next file that it opens,
  /// and lets a closed pipe be an error like any other.
  static func guardStandardStreams() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free descriptor is this one; whoever reads finds the end, whoever writes an error.
      _ = unsafe open("/dev/null", O_RDONLY)
    }
    signal(SIGPIPE, SIG_IGN)
  }
}

/// Standard output, all the way: a text that could not be written is an error.
enum StandardOutput {
  /// Why a report could not be written.
  struct Failure: Error, CustomStringConvertible {
    var code: CInt
    var file = "standard output"
    var description: String {
      unsafe "\(file) cannot be written: \(String(cString: strerror(code)).lowercased())"
    }
  }

  /// Writes all of `text`.
  static func write(_ text: String) throws(Failure) {
    try write(Array(text.utf8), to: STDOUT_FILENO)
  }

  /// Writes all of `bytes`.
  static func write(_ bytes: [UInt8], to descriptor: CInt) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure(code: count < 0 ? errno : EIO) }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes a line to standard error, with no way to steer the terminal. There is nowhere to say that it failed.
  static func complain(_ line: String) {
    let lines = line.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
    try? write(Array((lines.joined(separator: "\n") + "\n").utf8), to: STDERR_FILENO)
  }
}
