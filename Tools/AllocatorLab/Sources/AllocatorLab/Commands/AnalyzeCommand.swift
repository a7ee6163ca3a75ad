import ArgumentParser
import Foundation

/// `alloclab analyze`.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "Tells on one page what a program asks of its allocator.",
    discussion: """
      Sizes, lifetimes, the order of frees, resizes, alignments, threads and what is live over time. Colors and width \
      follow the terminal, NO_COLOR and COLUMNS.
      """)

  @Argument(help: "The traces to analyze; standard input when there is none.", completion: .file())
  var traces: [String] = []

  @Option(name: [.short, .long], help: "How to print: page or json.")
  var format = Format.page

  enum Format: String, CaseIterable, ExpressibleByArgument { case page, json }

  func validate() throws {
    if traces.isEmpty && isatty(STDIN_FILENO) != 0 {
      throw ValidationError("There is no trace to analyze: name a file, or pipe one in.")
    }
  }

  func run() throws {
    let analyses = try TraceInput.readAll(traces).map { TraceAnalyzer($0).run() }
    switch format {
    case .page:
      let width = min(Terminal.width(of: STDOUT_FILENO) ?? 100, 120)
      let pages = analyses.map { AnalysisReport($0, width: width, isColored: Terminal.isColored).render() }
      try StandardOutput.write(pages.joined(separator: "\n"))
    case .json: try StandardOutput.write(try JSONText.encode(analyses))
    }
  }
}

/// JSON as this tool writes it: keys in a fixed order, in snake case.
enum JSONText {
  static func encode<Value: Encodable>(_ value: Value, isPretty: Bool = true) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = isPretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}
