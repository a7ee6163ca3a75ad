import ArgumentParser
import Foundation

/// `alloclab compare`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compares allocators on traces: time, memory held and resident, over time.",
    discussion: """
      Each allocator runs in processes of its own, in turns. Below the table stand, for each trace, what the program had \
      live over the run, and what each allocator held and had resident of it, all on one scale.
      """)

  @Argument(help: "The traces; standard input when there is none.", completion: .file())
  var traces: [String] = []

  @OptionGroup var contest: ContestOptions

  @Flag(help: "Print each allocator's ledger: what each part served and refused, and where its bytes are.")
  var ledger = false

  @Option(name: [.short, .long], help: "How to print: table or json.")
  var format = Format.table

  enum Format: String, CaseIterable, ExpressibleByArgument { case table, json }

  func validate() throws {
    try contest.validate()
    if traces.isEmpty && isatty(STDIN_FILENO) != 0 {
      throw ValidationError("There is no trace to compare on: name a file, or pipe one in.")
    }
  }

  func run() throws {
    let traces = try TraceInput.readAll(traces)
    let (comparisons, complaints) = try contest.run(traces, keepsLedgers: ledger)
    switch format {
    case .table:
      try StandardOutput.write(ComparisonReport.render(comparisons, width: Terminal.width(of: STDOUT_FILENO)))
    case .json: try StandardOutput.write(try JSONText.encode(comparisons.map(ComparisonJSON.init)))
    }
    for complaint in complaints { StandardOutput.complain(complaint) }
    if !complaints.isEmpty { throw ExitCode.failure }
  }
}

/// What `compare` and the report have in common: who takes part, and how often.
struct ContestOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "An allocator, by name or description. Repeatable; default: system, size-classes and arena.",
      valueName: "allocator"))
  var allocator: [String] = []

  @Option(
    help: ArgumentHelp("A library that replaces malloc. Repeatable.", valueName: "name=library"))
  var preload: [String] = []

  @Option(name: [.short, .long], help: "How many processes each allocator has, in turns.")
  var rounds = 5

  func validate() throws {
    guard (1...1000).contains(rounds) else { throw ValidationError("--rounds takes a number from 1 to 1000.") }
    _ = try contenders()
  }

  func contenders() throws -> [Contender] {
    let names = allocator.isEmpty ? ["system", "size-classes", "arena"] : allocator
    let compositions = try names.map { text in
      do throws(SpecificationError) { return Contender(try Catalogue.composition(text)) } catch {
        throw ValidationError("--allocator: \(error)")
      }
    }
    return try compositions
      + preload.map { text in
        do throws(Complaint) { return try Contender(preload: text) } catch { throw ValidationError("\(error)") }
      }
  }

  /// Measures all on all traces; what could not be measured is said in words.
  func run(_ traces: [Trace], keepsLedgers: Bool) throws -> (comparisons: [Comparison], complaints: [String]) {
    let contenders = try contenders()
    let laboratory = Laboratory(rounds: 0, isVerifying: false)
    let processes = InterleavedMeasurement(contenders: contenders, turns: rounds, rounds: 3)
    let progress = ProgressBar(total: traces.count * (contenders.count + processes.stepCount))
    defer { progress.finish() }
    var comparisons: [Comparison] = []
    var complaints: [String] = []
    for trace in traces {
      let findings = try processes.run(trace) { contender in
        progress.label = "\(trace.name), \(contender.name)"
        progress.step()
      }
      var measurements: [Measurement] = []
      for (index, contender) in contenders.enumerated() {
        do {
          var measurement = try laboratory.measure(trace, on: contender, loop: nil, progress: { progress.step() })
          measurement.adopt(try findings[index].get())
          if keepsLedgers, contender.library == nil {
            measurement.ledger = Ledger.keep(trace, on: contender.composition)
          }
          measurements.append(measurement)
        } catch {
          complaints.append("\(trace.name): \(contender.name) \(error)")
        }
      }
      comparisons.append(Comparison(analysis: TraceAnalyzer(trace).run(), measurements: measurements))
    }
    return (comparisons, complaints)
  }
}

/// What allocators did with one trace.
struct Comparison {
  var analysis: TraceAnalysis
  var measurements: [Measurement]
}

/// A comparison in JSON: the live bytes, and each allocator's figures with what it held over time.
struct ComparisonJSON: Encodable {
  var trace: String
  var liveTimeline: [Int]
  var allocators: [Row]

  struct Row: Encodable {
    var allocator: String
    var kind: String
    var nsPerEventMin: Double?
    var nsPerEventMedian: Double?
    var nsPerEventSpread: Double?
    var peakAskedBytes: Int
    var peakHeldBytes: Int?
    var peakResidentBytes: Int?
    var fragmentation: Double?
    var residentFragmentation: Double?
    var failures: Int
    var heldTimeline: [Int]
    var residentTimeline: [Int]
    var ledger: Ledger?
  }

  init(_ comparison: Comparison) {
    trace = comparison.analysis.trace
    liveTimeline = comparison.analysis.timeline.map(\.bytes)
    allocators = comparison.measurements.map { measurement in
      Row(
        allocator: measurement.allocator, kind: measurement.kind.rawValue,
        nsPerEventMin: measurement.minimumNanoseconds, nsPerEventMedian: measurement.medianNanoseconds,
        nsPerEventSpread: measurement.spreadNanoseconds, peakAskedBytes: measurement.peakAskedByteCount,
        peakHeldBytes: measurement.peakHeldByteCount, peakResidentBytes: measurement.peakResidentByteCount,
        fragmentation: measurement.fragmentation, residentFragmentation: measurement.residentFragmentation,
        failures: measurement.failures, heldTimeline: measurement.heldTimeline,
        residentTimeline: measurement.residentTimeline, ledger: measurement.ledger)
    }
  }
}

/// Comparisons for a person to read.
enum ComparisonReport {
  static func render(_ comparisons: [Comparison], width: Int?) -> String {
    var text = ""
    for (index, comparison) in comparisons.enumerated() {
      if index > 0 { text += "\n" }
      text += TableReport.render(comparison.measurements, explaining: false, width: width)
      text += overTime(comparison, width: min(width ?? 100, 160))
      for measurement in comparison.measurements {
        guard let ledger = measurement.ledger else { continue }
        text += LedgerReport.lines(ledger, of: measurement, width: width).joined(separator: "\n") + "\n"
      }
    }
    return text
  }

  private static func overTime(_ comparison: Comparison, width: Int) -> String {
    let live = comparison.analysis.timeline.map(\.bytes)
    var rows: [(name: String, values: [Int])] = [("live", live)]
    for measurement in comparison.measurements {
      let name = measurement.allocator.printable.fitting(20)
      if !measurement.heldTimeline.isEmpty { rows.append((name + " held", measurement.heldTimeline)) }
      if !measurement.residentTimeline.isEmpty { rows.append((name + " resident", measurement.residentTimeline)) }
    }
    let most = rows.flatMap(\.values).max() ?? 0
    guard most > 0 else { return "" }
    let label = (rows.map { $0.name.columnCount }.max() ?? 0) + 2
    var text =
      "\n  over time, up to \(most.formattedBytes); behind it, for each live byte, in the middle and at the end of the run\n"
    for row in rows {
      let line = Sparkline.render(row.values, width: max(20, width - label - 22), most: most)
      text += "  \(row.name.padded(to: label))\(line)  \(ratios(row.values, live))\n"
    }
    return text
  }

  /// What is held for each live byte in the middle and at the end.
  private static func ratios(_ values: [Int], _ live: [Int]) -> String {
    guard !values.isEmpty, !live.isEmpty else { return "" }
    return [0.5, 1.0].map { share -> String in
      let value = values[min(values.count - 1, Int(Double(values.count - 1) * share))]
      let base = live[min(live.count - 1, Int(Double(live.count - 1) * share))]
      return base > 0 ? (Double(value) / Double(base)).formatted(digits: 2) : "–"
    }.joined(separator: " ")
  }
}
