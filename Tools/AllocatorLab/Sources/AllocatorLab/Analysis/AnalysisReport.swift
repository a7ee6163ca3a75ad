/// An analysis as a page for a person to read.
struct AnalysisReport {
  let analysis: TraceAnalysis
  /// The columns that a line may take.
  let width: Int
  let isColored: Bool
  private var lines: [String] = []

  init(_ analysis: TraceAnalysis, width: Int, isColored: Bool) {
    self.analysis = analysis
    self.width = max(width, 40)
    self.isColored = isColored
  }

  consuming func render() -> String {
    let a = analysis
    heading(a.trace.printable)
    fact(
      "calls",
      "\(a.events.grouped): \(a.allocations.grouped) allocations (\(share(a.zeroedAllocations, a.allocations)) zeroed), "
        + "\(a.resizes.count.grouped) resizes, \(a.frees.count.grouped) frees")
    fact(
      "bytes",
      "\(a.askedBytes.formattedBytes) asked for in all; \(a.meanBytes.formatted(digits: 0)) B a block on average, "
        + "\(a.largestBytes.formattedBytes) the largest")
    fact(
      "peak",
      "\(a.peak.bytes.formattedBytes) live at event \(a.peak.event.grouped) (\(share(a.peak.event, a.events)) of the "
        + "run); \(a.peak.blocks.grouped) blocks at most")
    fact("at the end", "\(a.liveAtEnd.blocks.grouped) blocks live, \(a.liveAtEnd.bytes.formattedBytes)")
    heading("Live over time")
    let room = width - 14
    lines.append("  bytes       " + Sparkline.render(a.timeline.map(\.bytes), width: room))
    lines.append("  blocks      " + Sparkline.render(a.timeline.map(\.blocks), width: room))
    heading("Sizes")
    histogram(
      a.sizes.map { ("≤ " + Self.size($0.upToBytes), $0.blocks, "\(share($0.bytes, bytes)) of bytes") },
      of: a.allocations)
    fact(
      "commonest",
      a.commonSizes.prefix(6).map { "\($0.upToBytes) B \(share($0.blocks, a.allocations))" }.joined(separator: ", "))
    heading("Lifetimes, in events")
    histogram(
      a.lifetimes.map { bucket in
        (
          bucket.upToEvents.map { "≤ \($0.grouped)" } ?? "never freed", bucket.blocks,
          "\(share(bucket.bytes, bytes)) of bytes"
        )
      }, of: a.allocations)
    heading("Order and reuse")
    fact(
      "frees",
      "\(share(a.frees.lastInFirstOut, a.frees.count)) of the youngest live block, "
        + "\(share(a.frees.firstInFirstOut, a.frees.count)) of the oldest")
    if a.resizes.count > 0 {
      fact(
        "resizes",
        "\(share(a.resizes.growing, a.resizes.count)) grow, \(share(a.resizes.doubling, a.resizes.count)) at least double; "
          + "\(a.resizes.blocks.grouped) blocks, one of them \(a.resizes.mostOfOneBlock.grouped) times")
    }
    fact(
      "alignment",
      a.alignments.map { "\($0.alignment): \(share($0.blocks, a.allocations))" }.joined(separator: ", "))
    fact("threads", threads)
    if !a.leaks.isEmpty {
      heading("Live at the end, by call site")
      for site in a.leaks.prefix(10) {
        lines.append(
          "  \(site.bytes.formattedBytes.padded(to: 10, onTheLeft: true)) in \(site.blocks.grouped)  "
            + site.site.printable.fitting(max(20, width - 26)))
      }
    }
    heading("What this suggests")
    for remark in AnalysisRemarks.remarks(on: a) { lines += Self.wrapped("  • " + remark, indent: 4, width: width) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var bytes: Int { analysis.sizes.reduce(0) { $0 + $1.bytes } }

  private var threads: String {
    let all = analysis.threads
    guard all.count > 1 else { return "one" }
    let busiest = all.map(\.events).max() ?? 0
    return "\(all.count), the busiest with \(share(busiest, analysis.events)) of the calls; "
      + "\(share(analysis.frees.byOtherThread, analysis.frees.count)) of frees by another than the birth's"
  }

  private mutating func heading(_ text: String) {
    if !lines.isEmpty { lines.append("") }
    lines.append(isColored ? "\u{1b}[1m\(text)\u{1b}[0m" : text)
  }

  private mutating func fact(_ name: String, _ text: String) {
    lines += Self.wrapped("  " + name.padded(to: 12) + text, indent: 14, width: width)
  }

  private mutating func histogram(_ rows: [(label: String, count: Int, remark: String)], of total: Int) {
    let room = max(8, min(40, width - 46))
    let most = rows.map(\.count).max() ?? 1
    for row in rows {
      let bar = Sparkline.bar(row.count, of: most, width: room)
      lines.append(
        "  \(row.label.padded(to: 12))\(share(row.count, total).padded(to: 7, onTheLeft: true)) "
          + "\(bar.padded(to: room)) \(row.remark)")
    }
  }

  private func share(_ part: Int, _ whole: Int) -> String {
    guard whole > 0 else { return "–" }
    let percent = Double(part) / Double(whole) * 100
    return percent.formatted(digits: percent > 0 && percent < 9.95 ? 1 : 0) + " %"
  }

  private static func size(_ count: Int) -> String {
    switch count {
    case ..<1024: "\(count) B"
    case ..<(1 << 20): "\(count >> 10) KiB"
    case ..<(1 << 30): "\(count >> 20) MiB"
    default: "\(count >> 30) GiB"
    }
  }

  /// The text in lines of up to `width` columns, all but the first behind `indent` blanks.
  static func wrapped(_ text: String, indent: Int, width: Int) -> [String] {
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " })
    var isFresh = true
    for word in text.dropFirst(line.count).split(separator: " ", omittingEmptySubsequences: false) {
      if !isFresh, line.columnCount + word.count + 1 > width {
        lines.append(line)
        line = String(repeating: " ", count: indent)
        isFresh = true
      }
      line += (isFresh ? "" : " ") + word
      isFresh = false
    }
    return lines + [line]
  }
}

/// Numbers as lines of blocks.
enum Sparkline {
  private static let levels = Array("▁▂▃▄▅▆▇█")
  private static let eighths = Array(" ▏▎▍▌▋▊▉")

  /// The values, the largest of each column, scaled to the largest of all, or to `most`.
  static func render(_ values: [Int], width: Int, most: Int? = nil) -> String {
    guard let most = most ?? values.max(), most > 0 else {
      return String(repeating: "▁", count: min(width, values.count))
    }
    let columns = min(max(width, 1), values.count)
    return String(
      (0..<columns).map { column in
        let part = values[column * values.count / columns..<(column + 1) * values.count / columns]
        let value = part.max() ?? 0
        return levels[min(value * 8 / (most + 1), 7)]
      })
  }

  /// A bar as long as `count` is of `most`, to an eighth of a column.
  static func bar(_ count: Int, of most: Int, width: Int) -> String {
    let eighth = most > 0 ? Int((Double(count) / Double(most) * Double(width * 8)).rounded(.up)) : 0
    let rest = eighth % 8 == 0 ? "" : String(eighths[eighth % 8])
    return String(repeating: "█", count: eighth / 8) + rest
  }
}

extension Int {
  /// The number with its thousands set apart.
  var grouped: String {
    var text = ""
    for (index, digit) in String(magnitude).reversed().enumerated() {
      if index > 0 && index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (self < 0 ? "-" : "") + String(text.reversed())
  }
}
