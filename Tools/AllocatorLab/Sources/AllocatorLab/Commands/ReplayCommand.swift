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
      option; 65 for a trace that no program can have left; 66 for one that cannot be read; 74 when the report cannot \
      be written.
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

  @Flag(
    help: """
      Measure how far resident memory rises, each allocator in processes of its own, one for each of --rounds, in \
      turns. Linux only.
      """)
  var resident = false

  @Option(
    help: ArgumentHelp(
      "A library that replaces malloc, measured in the same turns; implies --resident. Repeatable.",
      valueName: "name=library"))
  var preload: [String] = []

  @Flag(
    help: """
      Print what each allocator is made of, with its figures behind the last event, and its ledger: what each part \
      served and refused, and where its bytes are.
      """)
  var explain = false

  @Option(
    name: [.short, .long], help: "How to print: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = ReportFormat.table

  func validate() throws {
    guard (0...10_000).contains(rounds) else { throw ValidationError("--rounds takes a number from 0 to 10000.") }
    _ = try compositions()
    _ = try preloaded()
    guard !resident && preload.isEmpty || ResidentMemory.isAvailable else {
      throw ValidationError("This system does not say what is resident: there is no /proc/self/smaps_rollup.")
    }
    if traces.isEmpty && isatty(STDIN_FILENO) != 0 {
      throw ValidationError("There is no trace to replay: name a file, or pipe one in.")
    }
  }

  func run() throws {
    let contenders = try compositions().map(Contender.init) + preloaded()
    let traces = try TraceInput.readAll(traces)
    let isResident = resident || !preload.isEmpty
    let laboratory = Laboratory(rounds: isResident ? 0 : rounds, isVerifying: verify)
    let processes = InterleavedMeasurement(contenders: contenders, turns: max(rounds, 1), rounds: rounds == 0 ? 0 : 3)
    let progress = ProgressBar(
      total: traces.count * (contenders.count * laboratory.stepCount + (isResident ? processes.stepCount : 0)))
    var measurements: [Measurement] = []
    var complaints: [String] = []
    for trace in traces {
      let loop = laboratory.measureLoop(trace)
      let findings =
        isResident
        ? try processes.run(trace) { contender in
          progress.label = "\(trace.name), \(contender.name), in a process of its own"
          progress.step()
        } : []
      for (index, contender) in contenders.enumerated() {
        progress.label = "\(trace.name), \(contender.name)"
        do {
          var measurement = try laboratory.measure(trace, on: contender, loop: loop, progress: { progress.step() })
          if isResident { measurement.adopt(try findings[index].get()) }
          if explain, contender.library == nil { measurement.ledger = Ledger.keep(trace, on: contender.composition) }
          measurements.append(measurement)
        } catch {
          complaints.append("\(trace.name): \(contender.name) \(error)")
        }
      }
    }
    progress.finish()
    try StandardOutput.write(try format.render(measurements, explaining: explain))
    for complaint in complaints { StandardOutput.complain(complaint) }
    if !complaints.isEmpty { throw ExitCode.failure }
  }

  private func preloaded() throws -> [Contender] {
    try preload.map { text in
      do throws(Complaint) { return try Contender(preload: text) } catch { throw ValidationError("\(error)") }
    }
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
}

extension TraceInput {
  /// Reads the traces that a command names, or the one on standard input when it names none.
  ///
  /// What is wrong with one is said on standard error, and the exit status is that of sysexits.h.
  static func readAll(_ arguments: [String]) throws -> [Trace] {
    let inputs = arguments.isEmpty ? [TraceInput.standardInput] : arguments.map(TraceInput.init(argument:))
    return try inputs.map { input in
      do throws(TraceError) {
        let trace = try input.read()
        if trace.leftOutCount > 0 {
          StandardOutput.complain(
            "\(input.label): left out, because their blocks are older than the recording: \(trace.leftOutCount) events")
        }
        return trace
      } catch {
        StandardOutput.complain(error.description)
        throw ExitCode(error.isBadData ? ExitStatus.badData : ExitStatus.cannotRead)
      }
    }
  }
}

extension ReportFormat: ExpressibleByArgument {}
