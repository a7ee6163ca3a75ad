import AllocatorLab
import Foundation
import Testing

/// The tool as a user runs it: a process of its own.
@Suite struct CommandTests {
  @Test func `a sample is replayed and verified on the system`() throws {
    let result = try Alloclab.run(
      ["replay", Samples.path("graphviz-dot"), "--allocator", "system", "--verify", "--rounds", "1", "--explain"])
    #expect(result.status == 0)
    #expect(result.errors == "")
    let lines = result.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("trace") && lines[0].hasSuffix("verified"))
    let cells = lines[2].split(separator: " ")
    #expect(cells.prefix(4) == ["graphviz-dot", "system", "specialised", "103789"])
    #expect(cells.suffix(2) == ["0", "yes"])
    #expect(result.output.contains("  SystemAllocator  ["))
  }

  @Test func `a compressed trace on standard input, a plain one and two at once give the same lines`() throws {
    let name = try TemporaryFile("# trace: tiny\n24\n1\n2\n1\na 0 24\nf 0\n", name: "tiny.repx")
    let options = ["--allocator", "system", "--rounds", "0", "--format", "csv"]
    let once = try Alloclab.run(options + [name.path])
    let line = "tiny,system,specialised,2,,,24,24,1.0000,0,false,,\n"
    #expect(once.output.hasSuffix("\n" + line))
    let twice = try Alloclab.run(options + [name.path, name.path])
    #expect(twice.output == once.output + line)
    let piped = try Alloclab.run(options, input: Data(contentsOf: URL(fileURLWithPath: name.path)))
    #expect(piped.output == once.output)
    let compressed = try Data(contentsOf: URL(fileURLWithPath: Samples.path("ripgrep")))
    let sample = try Alloclab.run(options + ["-"], input: compressed)
    #expect(sample.output.contains("\nripgrep,system,specialised,119142,"))
  }

  @Test func `JSON holds the same figures and the explanation`() throws {
    let file = try TemporaryFile("48\n2\n3\n1\na 0 24\na 1 24\nf 0\n", name: "two.rep")
    let result = try Alloclab.run(
      [file.path, "--allocator", "system", "--rounds", "2", "--format", "json", "--explain", "--verify"])
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let row = try #require(rows.first)
    #expect(row["trace"] as? String == "two")
    #expect(row["events"] as? Int == 3)
    #expect(row["peak_asked_bytes"] as? Int == 48)
    #expect(row["verified"] as? Bool == true)
    #expect(row["ns_per_event_min"] is Double && row["ns_per_event_median"] is Double)
    #expect((row["explanation"] as? [String: Any])?["name"] as? String == "SystemAllocator")
  }

  @Test func `bad input gives one line with file and line, and status 65`() throws {
    let file = try TemporaryFile("16\n1\n3\n1\na 0 16\nf 0\nf 0\n", name: "double.rep")
    let result = try Alloclab.run([file.path])
    #expect(result.status == 65)
    #expect(result.output == "")
    #expect(result.errors == "\(file.path):7: id 0 is freed, but it was freed in line 6\n")
  }

  @Test func `a truncated compressed file gives one line and status 65`() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: Samples.path("ripgrep")))
    let result = try Alloclab.run([], input: whole.prefix(50_000))
    #expect(result.status == 65)
    #expect(result.errors.hasPrefix("<stdin>:"))
    #expect(result.errors.contains("the gzip data is damaged or truncated here"))
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test func `a file that is not there gives one line and status 66`() throws {
    let result = try Alloclab.run(["no-such-file.repx"])
    #expect(result.status == 66)
    #expect(result.errors == "no-such-file.repx: cannot be read: no such file or directory\n")
  }

  @Test(arguments: [
    ["--colour"], ["--rounds", "few"], ["--rounds=-1"], ["--format", "xml"], ["--allocator", "nobody"],
  ])
  func `a bad option gives status 64`(options: [String]) throws {
    let result = try Alloclab.run([Samples.path("ripgrep")] + options)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("Error: "))
  }

  @Test func `list names every allocator and what it is made of`() throws {
    let result = try Alloclab.run(["list"])
    #expect(result.status == 0)
    for composition in Catalogue.compositions + Catalogue.general {
      #expect(result.output.contains("\(composition.name): \(composition.summary)\n  "))
    }
    #expect(result.output.contains("FreeListAllocator(block: 16 bytes"))
  }

  @Test func `a mistake in a description is pointed at, with status 64`() throws {
    let result = try Alloclab.run([Samples.path("ripgrep"), "-a", "segregated(64: freelst, else: system)"])
    #expect(result.status == 64)
    let lines = result.errors.split(separator: "\n")
    #expect(lines[0].hasPrefix("Error: --allocator: column 16: there is no allocator 'freelst'"))
    #expect(lines[1] == "  segregated(64: freelst, else: system)")
    #expect(lines[2] == "                 ^")
  }

  @Test func `a described allocator stands in the table as erased, a named one as specialised`() throws {
    let result = try Alloclab.run(
      [Samples.path("ripgrep"), "-a", "segregated(64: freelist, else: system)", "-a", "size-classes", "--rounds", "0"]
        + ["--format", "csv"])
    let lines = result.output.split(separator: "\n")
    #expect(lines[1].hasPrefix("ripgrep,\"segregated(64: freelist, else: system)\",erased,119142,"))
    #expect(lines[2].hasPrefix("ripgrep,size-classes,specialised,119142,"))
  }

  @Test func `an allocator that cannot be made gives one line and status 1, and the others their lines`() throws {
    let result = try Alloclab.run(
      [Samples.path("ripgrep"), "-a", "freelist(block: 64, count: 16, parent: null)", "-a", "system", "--rounds", "0"])
    #expect(result.status == 1)
    #expect(result.output.contains("system"))
    #expect(
      result.errors.hasPrefix("ripgrep: freelist(block: 64, count: 16, parent: null) cannot be made: out of memory"))
  }
}

/// The built executable, which lies beside the tests.
enum Alloclab {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  static var path: String {
    var folder = Bundle.main.bundleURL
    for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
      folder = bundle.bundleURL.deletingLastPathComponent()
    }
    return folder.appendingPathComponent("alloclab").path
  }

  static func run(_ arguments: [String], input: Data = Data()) throws -> Result {
    try run(path, arguments, input: input)
  }

  /// Runs a line of the shell's, in which `alloclab` is the tool.
  static func shell(_ line: String) throws -> Result {
    try run("/bin/sh", ["-c", "alloclab() { \"$ALLOCLAB\" \"$@\"; }; " + line])
  }

  private static func run(_ executable: String, _ arguments: [String], input: Data = Data()) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["ALLOCLAB": path]) { $1 }
    // Files, unlike pipes, take any amount without being read at the same time.
    let files = try (0..<3).map { try TemporaryFile($0 == 0 ? input : Data(), name: "stream\($0)") }
    process.standardInput = FileHandle(forReadingAtPath: files[0].path)
    process.standardOutput = FileHandle(forWritingAtPath: files[1].path)
    process.standardError = FileHandle(forWritingAtPath: files[2].path)
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
      output: try String(contentsOfFile: files[1].path, encoding: .utf8),
      errors: try String(contentsOfFile: files[2].path, encoding: .utf8))
  }
}

/// A file in a folder of its own, which goes when the last reference goes.
final class TemporaryFile {
  let path: String
  private let folder: URL

  init(_ contents: Data, name: String) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("alloclab-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent(name)
    try contents.write(to: file)
    path = file.path
  }

  convenience init(_ text: String, name: String) throws { try self.init(Data(text.utf8), name: name) }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
