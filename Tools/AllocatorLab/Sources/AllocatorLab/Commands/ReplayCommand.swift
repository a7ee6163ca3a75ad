import ArgumentParser
import Foundation

/// `alloclab replay`.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Replays traces on allocators and prints one table.",
    discussion: """
      A trace is .rep or .repx text, or what glibc's mtrace() writes; compressed by gzip or not. Without a TRACE, or \
      for '-', standard input is read.

      Exit status: 0 when all went well; 1 when an allocator failed verification or could not be made; 64 for a bad \
      option; 65 for a trace that no program can have left; 66 for one that cannot be read.
      """)

  @Argument(help: "The traces to replay.", completion: .file())
  var traces: [String] = []

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "An allocator to replay on, by name or description. Repeatable; default: all that 'alloclab list' names.",
      valueName: "allocator"))
  var allocator: [String] = []

  @Option(name: [.short, .long], help: "How many rounds to time, after one that warms up; 0 leaves timing out.")
  var rounds = 5

  @Flag(help: "Check contents, alignments, zeroing and the return of all memory, in a replay of its own.")
  var verify = false

  @Flag(help: "Print what each allocator is made of, with its figures behind the last event.")
  var explain = false

  @Option(
    name: [.short, .long], help: "How to print: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = ReportFormat.table

  func validate() throws {
    guard (0...10_000).contains(rounds) else { throw ValidationError("--rounds takes a number from 0 to 10000.") }
    _ = try compositions()
    if traces.isEmpty && isatty(STDIN_FILENO) != 0 {
      throw ValidationError("There is no trace to replay: name a file, or pipe one in.")
    }
  }

  func run() throws {
    let compositions = try compositions()
    let inputs = traces.isEmpty ? [TraceInput.standardInput] : traces.map(TraceInput.init(argument:))
    let traces = try inputs.map { try Self.read($0) }
    let laboratory = Laboratory(rounds: rounds, isVerifying: verify)
    let progress = ProgressBar(total: traces.count * compositions.count * laboratory.stepCount)
    var measurements: [Measurement] = []
    var complaints: [String] = []
    for trace in traces {
      let loop = laboratory.measureLoop(trace)
      for composition in compositions {
        progress.label = "\(trace.name), \(composition.name)"
        do {
          measurements.append(
            try laboratory.measure(trace, on: composition, loop: loop, progress: { progress.step() }))
        } catch {
          complaints.append("\(trace.name): \(composition.name) \(error)")
        }
      }
    }
    progress.finish()
    print(format.render(measurements, explaining: explain), terminator: "")
    for complaint in complaints { Self.complain(complaint) }
    if !complaints.isEmpty { throw ExitCode.failure }
  }

  private func compositions() throws -> [any Composition] {
    guard !allocator.isEmpty else { return Catalogue.compositions }
    return try allocator.map { text in
      do throws(SpecificationError) {
        return try Catalogue.composition(text)
      } catch {
        throw ValidationError("--allocator: \(error)")
      }
    }
  }

  private static func read(_ input: TraceInput) throws -> Trace {
    do throws(TraceError) {
      let trace = try input.read()
      if trace.leftOutCount > 0 {
        complain(
          "\(input.label): left out, because their blocks are older than the recording: \(trace.leftOutCount) events")
      }
      return trace
    } catch {
      complain(error.description)
      // As sysexits.h has them: EX_DATAERR and EX_NOINPUT.
      throw ExitCode(error.isBadData ? 65 : 66)
    }
  }

  private static func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}

extension ReportFormat: ExpressibleByArgument {}
