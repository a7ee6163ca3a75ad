import Foundation

/// One table for a person to read.
enum TableReport {
  private struct Column: Sendable {
    var title: String
    var isNumber: Bool
    var value: @Sendable (Measurement) -> String
  }

  private static let columns: [Column] = [
    Column(title: "trace", isNumber: false) { $0.trace.printable.fitting(48) },
    Column(title: "allocator", isNumber: false) { $0.allocator.printable.fitting(48) },
    Column(title: "kind", isNumber: false) { $0.kind.rawValue },
    Column(title: "events", isNumber: true) { String($0.eventCount) },
    Column(title: "ns/event min", isNumber: true) { $0.minimumNanoseconds?.formatted(digits: 1) ?? "–" },
    Column(title: "median", isNumber: true) { $0.medianNanoseconds?.formatted(digits: 1) ?? "–" },
    Column(title: "peak asked", isNumber: true) { bytes($0.peakAskedByteCount) },
    Column(title: "peak held", isNumber: true) { $0.peakHeldByteCount.map(bytes) ?? "–" },
    Column(title: "held/asked", isNumber: true) { $0.fragmentation?.formatted(digits: 2) ?? "–" },
    Column(title: "peak resident", isNumber: true) { $0.peakResidentByteCount.map(bytes) ?? "–" },
    Column(title: "resident/asked", isNumber: true) { $0.residentFragmentation?.formatted(digits: 2) ?? "–" },
    Column(title: "failures", isNumber: true) { String($0.failures) },
    Column(title: "verified", isNumber: false) { $0.isVerified ? "yes" : "no" },
  ]

  /// The table, and with `explaining` each allocator's tree and ledger; tables fit `width` columns if that can be.
  static func render(
    _ measurements: [Measurement], explaining: Bool, width: Int? = Terminal.width(of: STDOUT_FILENO)
  ) -> String {
    let shown = columns.filter { column in
      switch column.title {
      case "verified": measurements.contains(where: \.isVerified)
      case "peak resident", "resident/asked": measurements.contains { $0.peakResidentByteCount != nil }
      default: true
      }
    }
    let cells = [shown.map(\.title)] + measurements.map { measurement in shown.map { $0.value(measurement) } }
    let table = TextTable(
      rows: cells, numbers: Set(shown.indices.filter { shown[$0].isNumber }), keptCount: 2, hasRule: true,
      gaps: Set(
        measurements.indices.dropFirst().filter { measurements[$0].trace != measurements[$0 - 1].trace }
          .map { $0 + 1 }))
    var lines = table.lines(width: width)
    if explaining {
      for measurement in measurements {
        guard let explanation = measurement.explanation else { continue }
        lines += [
          "", "\(measurement.allocator.printable), behind the last event of \(measurement.trace.printable):",
        ]
        lines += explanation.description.split(separator: "\n").map { "  \($0)" }
        if let ledger = measurement.ledger { lines += LedgerReport.lines(ledger, of: measurement, width: width) }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func bytes(_ count: Int) -> String { count.formattedBytes }
}

extension Int {
  /// A size in the largest unit that leaves a digit before the point; units are powers of a thousand.
  var formattedBytes: String {
    switch magnitude {
    case ..<1000: "\(self) B"
    case ..<1_000_000: "\((Double(self) / 1e3).formatted(digits: 1)) kB"
    case ..<1_000_000_000: "\((Double(self) / 1e6).formatted(digits: 2)) MB"
    case ..<1_000_000_000_000: "\((Double(self) / 1e9).formatted(digits: 3)) GB"
    default: "\((Double(self) / 1e12).formatted(digits: 3)) TB"
    }
  }
}
