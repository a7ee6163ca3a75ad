import AllocatorCore
import Foundation

/// What one process found out about one allocator and one trace.
struct ChildFinding {
  /// How far resident memory rose; `nil` where the system does not say.
  var riseByteCount: Int?
  var failures: Int
  /// How far resident memory had risen behind each of the places where it was looked at.
  var timeline: [Int]
  /// Nanoseconds of the loop without an allocator.
  var loop: [Double]
  /// Nanoseconds of each round.
  var rounds: [Double]
}

/// A process of this program that measures one allocator on one trace, in a heap that nothing else has used.
enum MeasuringChild {
  /// The first argument of such a process.
  static let argument = "--measuring-child"

  /// Measures in a process of its own.
  ///
  /// - Throws: A sentence that says how the process failed.
  static func measure(_ contender: Contender, mappedTrace path: String, rounds: Int) throws -> ChildFinding {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = [argument, path, String(rounds), contender.composition.name, contender.library ?? ""]
    if let library = contender.library {
      // The list of libraries is divided by blanks and colons: a path that has some goes by another name.
      var name = library
      if library.contains(where: { $0 == " " || $0 == ":" }) {
        name = path + ".so"
        try? FileManager.default.removeItem(atPath: name)
        try FileManager.default.createSymbolicLink(atPath: name, withDestinationPath: library)
      }
      process.environment = ProcessInfo.processInfo.environment.merging([preloadVariable: name]) { $1 }
    }
    let output = Pipe()
    let errors = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    do { try process.run() } catch { throw Complaint("a process for it cannot be started: \(error)") }
    let text = String(decoding: (try? output.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    let complaint = String(decoding: (try? errors.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationReason == .exit else {
      throw Complaint("its process was ended by signal \(process.terminationStatus)")
    }
    guard process.terminationStatus == 0, let finding = parse(text) else {
      let line = complaint.split(separator: "\n").last.map(String.init)
      throw Complaint(line ?? "its process ended with status \(process.terminationStatus)")
    }
    return finding
  }

  private static var preloadVariable: String {
    #if canImport(Darwin)
      "DYLD_INSERT_LIBRARIES"
    #else
      "LD_PRELOAD"
    #endif
  }

  private static var executable: String {
    FileManager.default.fileExists(atPath: "/proc/self/exe")
      ? (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/proc/self/exe"
      : Bundle.main.executablePath ?? CommandLine.arguments[0]
  }

  private static func parse(_ text: String) -> ChildFinding? {
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").dropFirst() }
    guard lines.count == 5, let failures = lines[1].first.flatMap({ Int($0) }) else { return nil }
    return ChildFinding(
      riseByteCount: lines[0].first.flatMap { Int($0) }, failures: failures,
      timeline: lines[2].compactMap { Int($0) }, loop: lines[3].compactMap { Double($0) },
      rounds: lines[4].compactMap { Double($0) })
  }

  /// What such a process does, with the arguments behind ``argument``.
  static func run(_ arguments: [String]) -> Never {
    guard arguments.count == 4, let rounds = Int(arguments[1]), let trace = MappedTrace(path: arguments[0]) else {
      fail("a measuring process was started with arguments that it does not know")
    }
    let composition: any Composition
    do throws(SpecificationError) {
      composition = try Catalogue.composition(arguments[2])
    } catch {
      fail("\(error)")
    }
    let library = arguments[3]
    guard library.isEmpty || isLoaded(library) else { fail("\(library) is no library that can be preloaded") }
    guard library.isEmpty || isMallocReplaced else { fail("\(library) has no malloc in it: nothing is replaced") }
    do throws(AllocationError) {
      var lines: [String] = []
      let memory = ResidentMemory()
      if let memory {
        let resident = try composition.measureResident(trace.script, cuts: trace.cuts, memory: memory)
        lines += ["rise \(resident.riseByteCount)", "failures \(resident.failures)"]
        lines.append("timeline " + resident.timeline.map(String.init).joined(separator: " "))
      } else {
        lines += ["rise -", "failures 0", "timeline"]
      }
      var loop: [Double] = []
      var checksum: UInt = 0
      if rounds > 0 {
        for _ in 0...5 {
          let start = Stopwatch.now()
          checksum &+= trace.script.replayNothing()
          loop.append(Stopwatch.now() - start)
          trace.script.table.clear()
        }
      }
      let samples = try composition.time(trace.script, rounds: rounds, progress: {})
      lines.append("loop " + loop.dropFirst().map { "\($0)" }.joined(separator: " "))
      lines.append("rounds " + samples.map { "\($0)" }.joined(separator: " "))
      try? StandardOutput.write(lines.joined(separator: "\n") + "\n")
      exit(checksum == 1 ? 0 : 0)
    } catch {
      fail("cannot be made: \(error)")
    }
  }

  /// Whether the dynamic linker took the library: it only warns when it does not.
  private static func isLoaded(_ library: String) -> Bool {
    unsafe dlopen(library, RTLD_LAZY | RTLD_NOLOAD) != nil
  }

  /// Whether `malloc` is another than the C library's: some builds of libraries leave theirs out. Where the C library
  /// has another name, it is taken to be.
  private static var isMallocReplaced: Bool {
    guard let library = unsafe dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD) else { return true }
    // The one that calls reach; a look-up by name misses those that have a version.
    let called: @convention(c) (Int) -> UnsafeMutableRawPointer? = unsafe malloc
    return unsafe unsafeBitCast(called, to: UnsafeMutableRawPointer?.self) != dlsym(library, "malloc")
  }

  private static func fail(_ message: String) -> Never {
    StandardOutput.complain(message)
    exit(1)
  }
}
