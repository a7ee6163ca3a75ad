import Foundation
import Testing

/// A file to compile, with the diagnostics that are expected of it in comments.
struct Program: Sendable, CustomTestStringConvertible {
  let file: URL
  /// The folder of the file: what it misuses.
  var family: String { file.deletingLastPathComponent().lastPathComponent }
  var name: String { file.deletingPathExtension().lastPathComponent }
  /// Whether the file shows how it is done right, and must compile.
  var isCorrect: Bool { name.hasPrefix("Correct") }

  var testDescription: String { "\(family)/\(name)" }

  func text() throws -> String { try String(contentsOf: file, encoding: .utf8) }

  /// What a line `// Flags: …` asks to compile the file with.
  func flags() throws -> [String] {
    let prefix = "// Flags: "
    return try text().split(separator: "\n").filter { $0.hasPrefix(prefix) }
      .flatMap { $0.dropFirst(prefix.count).split(separator: " ").map(String.init) }
  }

  /// All programs under `folder`, by name.
  static func all(in folder: URL) -> [Program] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
    return (files ?? []).filter { $0.pathExtension == "swift" }.map(Program.init)
      .sorted { $0.testDescription < $1.testDescription }
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  static let holes = all(in: root.appendingPathComponent("KnownHoles"))
  static let ends = all(in: root.appendingPathComponent("Ends"))
  static let misuses = all(in: root).filter { !["KnownHoles", "Ends", "Driver"].contains($0.family) && !$0.isCorrect }
  static let correct = all(in: root).filter { !["KnownHoles", "Ends", "Driver"].contains($0.family) && $0.isCorrect }
}
