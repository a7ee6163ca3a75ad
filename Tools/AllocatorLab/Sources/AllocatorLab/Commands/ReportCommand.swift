import ArgumentParser
import Foundation

/// `alloclab report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Draws where a program's memory goes: a page for any browser, a trace for Perfetto.",
    discussion: """
      The page is one file without network: bytes and fragmentation over time, a heap map that zooms, histograms, each \
      allocator's tree and ledger, and what is live at the end by call site. The heap map is of the last --allocator.
      """)

  @Argument(help: "The trace; standard input when there is none.", completion: .file())
  var trace: String?

  @OptionGroup var contest: ContestOptions

  @Option(help: ArgumentHelp("The page to write.", valueName: "file"), completion: .file(extensions: ["html"]))
  var html: String?

  @Option(help: ArgumentHelp("The trace to write for ui.perfetto.dev.", valueName: "file"), completion: .file())
  var perfetto: String?

  func validate() throws {
    try contest.validate()
    guard html != nil || perfetto != nil else {
      throw ValidationError("There is nothing to write: name a file with --html or --perfetto.")
    }
    if trace == nil && isatty(STDIN_FILENO) != 0 {
      throw ValidationError("There is no trace to report on: name a file, or pipe one in.")
    }
  }

  func run() throws {
    let written = [html, perfetto].compactMap { $0 }
    try TraceFile.checkDistinct(written: written, read: [trace].compactMap { $0 })
    for path in written { try TraceFile.checkWritable(path) }
    let trace = try TraceInput.readAll(trace.map { [$0] } ?? [])[0]
    let (comparisons, complaints) = try contest.run([trace], keepsLedgers: true)
    if let html {
      let mapped = try contest.contenders().last { $0.library == nil }
      guard let mapped else { throw ValidationError("The heap map needs an --allocator.") }
      let page = try Page.html(comparisons[0], map: try HeapMap(trace, on: mapped.composition))
      try TraceFile.write(Array(page.utf8), to: html)
    }
    if let perfetto { try TraceFile.write(try PerfettoTrace.json(trace, comparisons[0]), to: perfetto) }
    for complaint in complaints { StandardOutput.complain(complaint) }
    if !complaints.isEmpty { throw ExitCode.failure }
  }
}
