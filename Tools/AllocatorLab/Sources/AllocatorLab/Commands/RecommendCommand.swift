import ArgumentParser
import Foundation

/// `alloclab recommend`.
struct RecommendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend", abstract: "Searches for the composition that fits a program, and prints it as Swift.",
    discussion: """
      Tries some ninety compositions: rows of size classes with several thresholds and chunks, pools for the program's \
      commonest sizes, arenas. The best of them are looked at again, each in a process of its own: memory is what is \
      resident there. Prints the best on memory and balanced, the fastest that needs no more memory than --memory-limit \
      allows, those that no other beats on both, and the Swift \
      to paste. Of several traces it takes what is best on the mean of all. --leave-one-out tells how good such \
      suggestions are for programs that were not seen.
      """)

  @Argument(help: "The traces; standard input when there is none.", completion: .file())
  var traces: [String] = []

  @Option(name: [.short, .long], help: "How often each composition is timed; the fastest round counts.")
  var rounds = 3

  @Option(
    help: ArgumentHelp(
      "How much memory the best on time may need on each trace, in times of the system's.", valueName: "times"))
  var memoryLimit = Ranking.defaultMemoryLimit

  @Flag(help: "For each trace, suggest from the others, and compare with the best fixed composition.")
  var leaveOneOut = false

  func validate() throws {
    guard (1...1000).contains(rounds) else { throw ValidationError("--rounds takes a number from 1 to 1000.") }
    guard memoryLimit >= 1 else { throw ValidationError("--memory-limit takes a number from 1 on.") }
    if traces.isEmpty && isatty(STDIN_FILENO) != 0 {
      throw ValidationError("There is no trace to recommend for: name a file, or pipe one in.")
    }
    if leaveOneOut && traces.count < 3 { throw ValidationError("--leave-one-out needs at least three traces.") }
  }

  func run() throws {
    let traces = try TraceInput.readAll(traces)
    if let empty = traces.first(where: { $0.peakByteCount == 0 }) {
      StandardOutput.complain("\(empty.name): it allocates nothing, so that there is nothing to recommend for it")
      throw ExitCode(ExitStatus.badData)
    }
    let tuned = CandidateSearch.candidates(for: traces.map { TraceAnalyzer($0).run() })
    let named = Catalogue.compositions.prefix(5)
    let compositions: [any Composition] = Array(named) + tuned
    let search = CandidateSearch(rounds: rounds)
    // Held out: the last two fifths of each trace.
    let parts = leaveOneOut ? [] : traces.map { $0.split(at: $0.events.count * 3 / 5) }
    let progress = ProgressBar(total: (traces.count + parts.count) * compositions.count * (1 + rounds))
    let candidates = traces.map { trace in
      progress.label = trace.name
      return search.measure(compositions, on: trace) { progress.step() }
    }
    var finalists = Finalists(candidates, namedCount: named.count)
    if ResidentMemory.isAvailable {
      progress.label = "what is resident"
      progress.extend(by: traces.count * finalists.indices.count)
      try finalists.measure(compositions, on: traces) { progress.step() }
    }
    let figures = finalists.figures
    if leaveOneOut {
      progress.finish()
      let result = LeaveOneOut(
        traces: traces.map(\.name), names: compositions.map(\.name), namedCount: named.count, figures: figures,
        memoryLimit: memoryLimit)
      return try StandardOutput.write(result.render())
    }
    let heads = zip(traces, parts).map { trace, part in
      progress.label = "\(trace.name), first part"
      return search.measure(compositions, on: part.head) { progress.step() }
    }
    progress.finish()
    let report = RecommendationReport(
      traces: traces, compositions: compositions, namedCount: named.count, figures: figures, memoryLimit: memoryLimit)
    var text = report.render(width: Terminal.width(of: STDOUT_FILENO))
    text += heldOut(report, heads, parts.map(\.tail), search)
    text += try repeated(report)
    if let remark = report.memoryRemark { text += remark }
    try StandardOutput.write(text)
  }

  /// How what was chosen on the first part of each trace does on the rest.
  private func heldOut(
    _ report: RecommendationReport, _ heads: [[CandidateFigures?]], _ tails: [Trace], _ search: CandidateSearch
  ) -> String {
    let first = RecommendationReport(
      traces: report.traces, compositions: report.compositions, namedCount: report.namedCount, figures: heads)
    guard let choice = first.choice(.balanced) else { return "" }
    var lines = [
      "", "How sure", "  Chosen on the first three fifths of each trace alone: \(report.compositions[choice].name)",
    ]
    for tail in tails {
      let tried = [report.compositions[choice], report.compositions[0], report.compositions[1]]
      let figures = search.measure(tried, on: tail, progress: {})
      let words = zip(["it", "system", "size-classes"], figures).map { name, figures in
        guard let figures else { return "\(name) refuses" }
        return "\(name) \(figures.nanoseconds.formatted(digits: 1)) ns, \(figures.held.formatted(digits: 2)) held"
      }
      lines.append("    the rest of \(tail.name.printable): " + words.joined(separator: "; "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Whether another measurement, in processes of their own, says the same of what is suggested.
  private func repeated(_ report: RecommendationReport) throws -> String {
    var indices = [0]
    for (_, index) in report.choices where !indices.contains(index) { indices.append(index) }
    guard indices.count > 1 else { return "" }
    let contenders = indices.map { Contender(report.compositions[$0]) }
    var lines = [
      "  Measured again, five processes each, in turns; there, fresh memory costs what it costs a new program:"
    ]
    for trace in report.traces {
      let findings = try InterleavedMeasurement(contenders: contenders, turns: 5, rounds: 3).run(trace) { _ in }
      let measurements = findings.map { finding -> Measurement? in
        guard case .success(let findings) = finding else { return nil }
        var measurement = Measurement(
          trace: trace.name, allocator: "", kind: .specialised, eventCount: trace.events.count,
          peakAskedByteCount: trace.peakByteCount, failures: 0, isVerified: false)
        measurement.adopt(findings)
        return measurement
      }
      lines.append("    \(trace.name.printable)")
      for (index, measurement) in zip(indices, measurements) {
        let goals = report.choices.filter { $0.index == index }.map(\.goal.title)
        let title = index == 0 ? "system" : goals.joined(separator: ", ")
        lines.append("      \(title): " + Self.words(measurement, beside: index == 0 ? nil : measurements[0]))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func words(_ measurement: Measurement?, beside system: Measurement?) -> String {
    guard let measurement, let time = measurement.medianNanoseconds else { return "failed" }
    var words = "\(time.formatted(digits: 1)) ns ± \((measurement.spreadNanoseconds ?? 0).formatted(digits: 1))"
    if let resident = measurement.residentFragmentation { words += ", \(resident.formatted(digits: 2)) resident" }
    if let other = system?.medianNanoseconds, time > other { words += "; slower than the system's here" }
    return words
  }
}
