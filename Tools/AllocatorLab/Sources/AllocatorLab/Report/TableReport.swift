/// One table for a person to read.
enum TableReport {
  private struct Column: Sendable {
    var title: String
    var isNumber: Bool
    var value: @Sendable (Measurement) -> String
  }

  private static let columns: [Column] = [
    Column(title: "trace", isNumber: false) { $0.trace },
    Column(title: "allocator", isNumber: false) { shortened($0.allocator) },
    Column(title: "kind", isNumber: false) { $0.kind.rawValue },
    Column(title: "events", isNumber: true) { String($0.eventCount) },
    Column(title: "ns/event min", isNumber: true) { $0.minimumNanoseconds?.formatted(digits: 1) ?? "–" },
    Column(title: "median", isNumber: true) { $0.medianNanoseconds?.formatted(digits: 1) ?? "–" },
    Column(title: "peak asked", isNumber: true) { bytes($0.peakAskedByteCount) },
    Column(title: "peak held", isNumber: true) { bytes($0.peakHeldByteCount) },
    Column(title: "held/asked", isNumber: true) { $0.fragmentation?.formatted(digits: 2) ?? "–" },
    Column(title: "failures", isNumber: true) { String($0.failures) },
    Column(title: "verified", isNumber: false) { $0.isVerified ? "yes" : "no" },
  ]

  static func render(_ measurements: [Measurement], explaining: Bool) -> String {
    let shown = measurements.contains(where: \.isVerified) ? columns : Array(columns.dropLast())
    let cells = [shown.map(\.title)] + measurements.map { measurement in shown.map { $0.value(measurement) } }
    let widths = shown.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    var lines: [String] = []
    for (row, line) in cells.enumerated() {
      if row > 1, measurements[row - 1].trace != measurements[row - 2].trace { lines.append("") }
      let padded = shown.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - line[column].count)
        return shown[column].isNumber ? padding + line[column] : line[column] + padding
      }
      lines.append(trimmed(padded.joined(separator: "  ")))
      if row == 0 { lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")) }
    }
    if explaining {
      for measurement in measurements {
        lines += ["", "\(measurement.allocator), behind the last event of \(measurement.trace):"]
        lines += measurement.explanation.description.split(separator: "\n").map { "  \($0)" }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A description, as far as it leaves room for figures.
  private static func shortened(_ name: String) -> String {
    name.count <= 48 ? name : name.prefix(47) + "…"
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// A size in the largest unit that leaves a digit before the point; units are powers of a thousand.
  private static func bytes(_ count: Int) -> String {
    switch count {
    case ..<1000: "\(count) B"
    case ..<1_000_000: "\((Double(count) / 1e3).formatted(digits: 1)) kB"
    case ..<1_000_000_000: "\((Double(count) / 1e6).formatted(digits: 2)) MB"
    default: "\((Double(count) / 1e9).formatted(digits: 3)) GB"
    }
  }
}
