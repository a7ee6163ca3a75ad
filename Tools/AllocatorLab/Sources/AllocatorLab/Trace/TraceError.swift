/// What is wrong with an input, and where: one line for a person to read.
public struct TraceError: Error, Equatable, CustomStringConvertible {
  /// What the input is called: a path, or `<stdin>`.
  public var file: String
  /// The line, from 1; `nil` when the input could not be read at all.
  public var line: Int?
  /// What is wrong.
  public var message: String

  /// `file:line: message`.
  public var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }

  /// Whether the input is there but bad, as opposed to not there.
  public var isBadData: Bool { line != nil }
}
