import ArenaJSON
import Foundation
import Testing

/// The parser in `Examples/JSON`, run as a program on files.
@Suite struct ExampleTests {
  let seed = UInt64(20_261_123)

  /// What the example prints for a file of these bytes.
  private func runExample(on bytes: some Sequence<UInt8>) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).json")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let (process, output) = (Process(), Pipe())
    process.executableURL = try Self.example()
    process.arguments = [file.path]
    process.standardOutput = output
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    return Array(printed)
  }

  /// The program, which is beside the tests, which are an executable or a bundle whose path is an argument of a helper.
  private static func example() throws -> URL {
    let arguments = CommandLine.arguments
    let bundle = arguments.firstIndex(of: "--test-bundle-path").map { arguments[$0 + 1] } ?? arguments[0]
    var folder = URL(fileURLWithPath: bundle).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let program = folder.appendingPathComponent("JSON")
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
    }
    throw CocoaError(.fileNoSuchFile)
  }

  @Test func `reads a megabyte as the other parser does`() throws {
    var text = "["
    var number = UInt64(0)
    while text.utf8.count < 1 << 20 {
      var writer = Writer(random: SplitMix(state: seed &+ number))
      writer.value(depth: 6)
      text += (number == 0 ? "" : ",") + writer.text
      number += 1
    }
    text += "]"
    let (bytes, printed) = (Array(text.utf8), try runExample(on: text.utf8))
    let (ours, expected) = (try parse(printed).get(), try parse(bytes).get())
    #expect(ours == expected, "seed \(seed)")
  }

  @Test func `refuses what Foundation refuses`() throws {
    var random = SplitMix(state: seed)
    var refused = 0
    for number in 0..<60 {
      var writer = Writer(random: SplitMix(state: seed &+ UInt64(number)))
      writer.value(depth: 3)
      var bytes = Array(writer.text.utf8)
      bytes[Int.random(in: bytes.indices, using: &random)] = Array("{}[]\",:\\u0e-+. ".utf8).randomElement(
        using: &random)!
      let printed = try runExample(on: bytes)
      let isRefused = printed.starts(with: "error: ".utf8)
      if isRefused { refused += 1 }
      let (ours, foundation) = (isRefused ? nil : try parseSorted(printed), parseFoundation(bytes))
      #expect(ours == foundation, "seed \(seed) + \(number): \(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(refused > 10)
  }

  @Test(arguments: [
    ("", "the text ends within a value, at byte 0"), ("[1,]", "a value was expected, at byte 3"),
    ("[1 2]", "a comma or the end of the list was expected, at byte 3"),
    ("{\"a\" 1}", "a colon was expected, at byte 5"),
    ("{1:2}", "a name in quotes was expected, at byte 1"), ("[]]", "something follows the value, at byte 2"),
    ("[1e999]", "a number is too large, at byte 1"), ("[01]", "a comma or the end of the list was expected, at byte 2"),
    ("\"\\ud83d\\u0041\"", "an escape is half of a pair of surrogates, at byte 1"),
    ("\"\\u+123\"", "an escape is malformed, at byte 3"),
    ("\"\n\"", "a string contains a control character, at byte 1"),
    (String(repeating: "[", count: 600), "lists are nested too deeply, at byte 512"),
  ])
  func tellsWhere(_ text: String, _ message: String) throws {
    #expect(String(decoding: try runExample(on: text.utf8), as: UTF8.self) == "error: \(message)\n")
  }
}
