import ArgumentParser
import Foundation

/// `alloclab record`.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Runs a program and records its allocations as a trace.",
    discussion: """
      The program runs as it always does, with a library preloaded that writes down each call of malloc and its kin: \
      threads, alignments and zeroing are kept. One process is recorded, as the last program that it becomes by exec, \
      and not what it starts. A Swift program records any part of itself with .logging(to: TraceRecorder(…)).

      Exit status: that of the program; 64 for a bad option; 66 when nothing was recorded; 74 when the trace cannot be \
      written.
      """)

  @Option(
    name: [.short, .long], help: "The trace to write, compressed when its name ends in .gz. Default: PROGRAM.repx.")
  var output: String?

  @Flag(help: "Keep the place in the program that each call came from, by name where addr2line finds it.")
  var sites = false

  @Option(help: "Who writes the calls down: recorder (this tool's library) or mtrace (glibc's own; single threads).")
  var by = Method.recorder

  enum Method: String, CaseIterable, ExpressibleByArgument { case recorder, mtrace }

  @Argument(parsing: .captureForPassthrough, help: "The program and its arguments, behind --.")
  var command: [String] = []

  private var words: [String] { command.first == "--" ? Array(command.dropFirst()) : command }

  func validate() throws {
    guard !words.isEmpty else {
      throw ValidationError("There is no program to record: alloclab record -- PROGRAM ARGUMENTS")
    }
  }

  func run() throws {
    let program = words[0]
    let name = program.split(separator: "/").last.map(String.init) ?? program
    let path = output ?? name + ".repx"
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("alloclab-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let recording = folder.appendingPathComponent("recording").path
    // Before the program has run for an hour: whether what it leaves can be written.
    try TraceFile.checkWritable(path)

    let process = Process()
    guard let executable = Self.find(program) else { throw ValidationError("\(program): there is no such program.") }
    process.executableURL = executable
    process.arguments = Array(words.dropFirst())
    process.environment = try environment(recording: recording)
    // Interrupts are for the program: what it did until then is kept.
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_DFL)
    do { try process.run() } catch {
      throw ValidationError("\(program) cannot be started: \(error.localizedDescription)")
    }
    process.waitUntilExit()
    signal(SIGPIPE, SIG_IGN)

    let trace = try readTrace(recording, name: name)
    let remarks = [
      (key: "program", value: words.joined(separator: " ")),
      (key: "recorder", value: "alloclab record --by \(by.rawValue)"),
    ]
    try TraceFile.write(TraceWriter.text(of: trace, remarks: remarks), to: path)
    StandardOutput.complain(
      "\(path): \(trace.events.count.grouped) calls of \(trace.threadCount.grouped) "
        + "thread\(trace.threadCount == 1 ? "" : "s"), at most \(trace.peakByteCount.formattedBytes) live")
    let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    if status != 0 { throw ExitCode(status) }
  }

  private func environment(recording: String) throws -> [String: String] {
    #if os(Linux)
      var environment = ProcessInfo.processInfo.environment
      var libraries: [String]
      switch by {
      case .recorder:
        libraries = [try Self.library("AllocationRecorder")]
        environment["ALLOCLAB_RECORDING"] = recording
      case .mtrace:
        libraries = [try Self.library("MtraceStarter"), "libc_malloc_debug.so.0"]
        environment["MALLOC_TRACE"] = recording
      }
      if let others = environment["LD_PRELOAD"], !others.isEmpty { libraries.append(others) }
      environment["LD_PRELOAD"] = libraries.joined(separator: ":")
      return environment
    #else
      throw ValidationError("Programs are recorded on Linux; use .logging(to: TraceRecorder(…)) in a Swift program.")
    #endif
  }

  private static let noCall = "nothing was recorded: the program made no call"

  private func readTrace(_ recording: String, name: String) throws -> Trace {
    guard let data = FileManager.default.contents(atPath: recording) else {
      StandardOutput.complain(
        "nothing was recorded: the program takes no preloaded library (it is linked statically, or has more rights)")
      throw ExitCode(ExitStatus.cannotRead)
    }
    let bytes = [UInt8](data)
    do throws(TraceError) {
      guard by == .recorder else {
        let trace = try TraceReader.read(bytes, file: "the recording", name: name)
        guard !trace.events.isEmpty else { throw TraceError(file: name, message: Self.noCall) }
        return trace
      }
      guard RecordingReader.isRecording(bytes) else {
        throw TraceError(file: "the recording", message: "was not begun")
      }
      let reader = RecordingReader(bytes, file: "the recording", name: name, keepsSites: sites)
      if reader.header.droppedCount > 0 {
        StandardOutput.complain(
          "the disk was full: \(reader.header.droppedCount.grouped) calls were not recorded, and the trace ends before them"
        )
      }
      guard !reader.isEmpty else {
        throw TraceError(file: name, message: Self.noCall)
      }
      return try reader.read(nameSites: { Symbolizer(mapsFile: recording + ".maps").names(of: $0) })
    } catch {
      StandardOutput.complain(error.description)
      throw ExitCode(error.isBadData ? ExitStatus.badData : ExitStatus.cannotRead)
    }
  }

  /// The library, which is built beside this program.
  private static func library(_ name: String) throws -> String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    let path = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("lib\(name).so").path
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw ValidationError(
        "\(path) is not there: swift run builds this tool alone. swift build -c release --package-path "
          + "Tools/AllocatorLab builds its libraries, too; then run Tools/AllocatorLab/.build/release/alloclab.")
    }
    guard !path.contains(where: { $0 == " " || $0 == ":" }) else {
      throw ValidationError("\(path): a path with blanks or colons cannot be preloaded.")
    }
    return path
  }

  /// Folders are executable, too, in their way.
  private static func isProgram(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
      && FileManager.default.isExecutableFile(atPath: path)
  }

  private static func find(_ program: String) -> URL? {
    program.contains("/")
      ? (isProgram(program) ? URL(fileURLWithPath: program) : nil)
      : Gzip.find(program)
  }
}

/// Files that this tool writes.
enum TraceFile {
  /// Throws unless the file at `path` can be written; leaves none that was not there.
  static func checkWritable(_ path: String) throws(StandardOutput.Failure) {
    let isNew = unsafe access(path, F_OK) != 0
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw StandardOutput.Failure(code: errno, file: path) }
    close(descriptor)
    if isNew { unsafe unlink(path) }
  }

  /// Throws when a file that is written is one that is read or another one that is written, by whatever path.
  static func checkDistinct(written: [String], read: [String]) throws {
    var seen = Set(read.compactMap(identity))
    for path in written {
      guard let identity = identity(path) ?? folderIdentity(path) else { continue }
      if !seen.insert(identity).inserted { throw ValidationError("\(path): this file is read, or written already.") }
    }
  }

  /// The device and the number of the file at `path`, where there is one and it keeps what is written to it.
  private static func identity(_ path: String) -> String? {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return "\(status.st_dev) \(status.st_ino)"
  }

  /// The same of the folder that a file would be in, and the file's name.
  private static func folderIdentity(_ path: String) -> String? {
    let url = URL(fileURLWithPath: path)
    var status = stat()
    guard unsafe access(path, F_OK) != 0, unsafe stat(url.deletingLastPathComponent().path, &status) == 0 else {
      return nil
    }
    return "\(status.st_dev) \(status.st_ino) \(url.lastPathComponent)"
  }

  /// Writes `bytes` to the file at `path`, through `gzip` when its name ends in `.gz`.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let contents = path.hasSuffix(".gz") ? try Gzip.compress(bytes) : bytes
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw StandardOutput.Failure(code: errno, file: path) }
    do {
      try StandardOutput.write(contents, to: descriptor)
    } catch {
      close(descriptor)
      throw StandardOutput.Failure(code: error.code, file: path)
    }
    // Some file systems say only now that there was no room.
    guard close(descriptor) == 0 else { throw StandardOutput.Failure(code: errno, file: path) }
  }
}
