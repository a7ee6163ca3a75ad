/// A ledger for a person to read: a line for each part.
enum LedgerReport {
  private static let titles = [
    "blocks", "requested", "slack", "cached", "committed", "allocations", "bytes", "peak", "refused", "returned",
  ]

  /// An empty line, a heading, and a line for each part.
  static func lines(_ ledger: Ledger, of measurement: Measurement, width: Int?) -> [String] {
    var rows = [[""] + titles]
    add(ledger.root.condensed(to: 7), prefix: "", continuation: "", to: &rows)
    var lines = [
      "",
      "\(measurement.allocator.printable), part by part, when most of \(measurement.trace.printable) is live "
        + "(event \(ledger.peakEvent.grouped)); from 'allocations' on, over the whole run:",
    ]
    lines += TextTable(rows: rows, numbers: Set(1...titles.count), indent: "  ").lines(width: width)
    if let resident = measurement.peakResidentByteCount {
      lines.append("  In a process of its own, resident memory rose by up to \(resident.formattedBytes).")
    }
    return lines
  }

  private static func add(_ entry: LedgerEntry, prefix: String, continuation: String, to rows: inout [[String]]) {
    let balance = entry.atPeak
    let name = entry.role.isEmpty ? entry.name : "\(entry.role): \(entry.name)"
    rows.append([
      prefix + name, balance.blocks.grouped, balance.requestedBytes.formattedBytes, balance.slackBytes.formattedBytes,
      balance.cachedBytes.formattedBytes, balance.committedBytes.formattedBytes, entry.allocations.grouped,
      entry.allocatedBytes.formattedBytes, entry.peakRequestedBytes.formattedBytes, entry.refusals.grouped,
      entry.returnedBytes.formattedBytes,
    ])
    for (index, part) in entry.parts.enumerated() {
      let isLast = index == entry.parts.count - 1
      add(
        part, prefix: continuation + (isLast ? "└─ " : "├─ "), continuation: continuation + (isLast ? "   " : "│  "),
        to: &rows)
    }
  }
}
