import AllocatorLab
import Allocators
import Foundation
import Testing

/// Inputs that once made the tool crash, fall silent, fill the memory or spoil the terminal.
@Suite struct HostileInputTests {
  @Test(arguments: [
    String(repeating: "stats(", count: 10_000) + "system" + String(repeating: ")", count: 10_000),
    String(repeating: "stats(", count: 10_000),
    String(repeating: "limited(1:", count: 10_000),
    "fallback(" + Array(repeating: "limited(1, freelist(block: 8))", count: 5_000).joined(separator: ", ")
      + ", system)",
    "segregated(" + (1...5_000).map { "\($0): system" }.joined(separator: ", ") + ", else: system)",
  ])
  func `allocators nested beyond the limit are a mistake in the description`(text: String) {
    let error = #expect(throws: SpecificationError.self) { try Catalogue.composition(text) }
    #expect(error?.message.contains("nested more than 100 deep") == true)
    // Whoever reads it sees the place, not ten thousand words.
    #expect((error?.description.count ?? .max) < 600)
  }

  @Test func `rows of rows are bounded by what they make, not by what they say`() {
    let text = "buckets(to: 64K, each: buckets(to: 64K, each: buckets(to: 64K)))"
    let error = #expect(throws: SpecificationError.self) { try Catalogue.composition(text) }
    #expect(error?.message == "the description makes more than 8192 allocators")
  }

  @Test func `an explanation of the deepest description is printed as JSON`() throws {
    let text = String(repeating: "stats(", count: 99) + "system" + String(repeating: ")", count: 99)
    let result = try Alloclab.run(
      [Samples.path("graphviz-dot"), "-a", text, "--rounds", "0", "--explain", "--format", "json"])
    #expect(result.status == 0)
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    var node = rows.first?["explanation"] as? [String: Any]
    var depth = 0
    while let inner = node {
      depth += 1
      node = (inner["parts"] as? [[String: Any]])?.first
    }
    // Each word is an allocator and the box that erases its type.
    #expect(depth >= 100)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `whatever a description says, it is built or refused, and keeps its promises`(seed: UInt64) throws {
    var writer = DescriptionWriter(seed: seed)
    let trace = try parse("938\n4\n8\n1\na 0 8\na 1 100\nc 2 700\nr 1 30\na 3 200\nf 0\nf 2\nf 1\n")
    var builtCount = 0
    for _ in 0..<100 {
      let text = writer.allocator()
      guard let composition = try? Catalogue.composition(text) else { continue }
      builtCount += 1
      do throws(Laboratory.Failure) {
        _ = try Laboratory(rounds: 0, isVerifying: true).measure(trace, on: composition, loop: nil, progress: {})
      } catch {
        guard case .cannotBeMade = error else {
          Issue.record("\(text) \(error), seed \(seed)")
          continue
        }
      }
    }
    #expect(builtCount > 5)
  }

  @Test(arguments: [
    "alloclab replay \"$SAMPLE\" -a system --rounds 0 >/dev/full",
    "alloclab replay \"$SAMPLE\" -a system --rounds 0 -f json >/dev/full",
    "alloclab replay \"$SAMPLE\" -a system --rounds 0 >&-",
    "alloclab list >/dev/full", "alloclab list >&-", "alloclab --help >/dev/full", "alloclab replay --help >&-",
  ])
  func `a report that cannot be written is an error, with words and status 74`(line: String) throws {
    let result = try Alloclab.shell("SAMPLE='\(Samples.path("graphviz-dot"))'; " + line)
    #expect(result.status == 74)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("standard output cannot be written: "))
  }

  @Test func `a reader that has gone is an error, too`() throws {
    let result = try Alloclab.shell(
      "{ alloclab list --help; alloclab replay '\(Samples.path("graphviz-dot"))' -a system --rounds 0; "
        + "echo \"status $?\" >&2; } | true")
    #expect(result.errors.hasSuffix("status 74\n"))
  }

  @Test func `a file's name need not be UTF-8`() throws {
    let folder = try TemporaryFile("16\n1\n1\n1\na 0 16\n", name: "plain.rep")
    let result = try Alloclab.shell(
      "name=$(dirname '\(folder.path)')/$(printf 'caf\\351 \\033.rep'); cp '\(folder.path)' \"$name\"; "
        + "alloclab replay \"$name\" -a system --rounds 0 -f csv; alloclab replay \"$name.missing\"; echo \"status $?\""
    )
    let lines = result.output.split(separator: "\n")
    #expect(lines[1].hasPrefix("caf\u{fffd} \u{241b},system,"))
    #expect(lines.last == "status 66")
    #expect(result.errors.contains("caf\u{fffd} \u{241b}.rep.missing: cannot be read"))
  }

  @Test(arguments: ["\u{1b}[31mred", "a\tb\rc", "\u{7}bell", "\u{202e}desrever", "\u{9b}1m"])
  func `nothing that a file or an argument says reaches the terminal raw`(text: String) throws {
    let bad = try TemporaryFile("# trace: \(text)\n16\n1\n1\n1\na 0 16\n", name: "bad.repx")
    let broken = try TemporaryFile("16\n1\n1\n1\n\(text) 0 16\n", name: "broken.repx")
    for arguments in [
      [bad.path, "-a", "system", "--rounds", "0"], [broken.path], [bad.path, "-a", text], [bad.path, "--" + text],
      ["/no/such/\(text)"], [bad.path, "--format", text],
    ] {
      let result = try Alloclab.run(arguments)
      let scalars = (result.output + result.errors).unicodeScalars
      #expect(
        !scalars.contains { $0 != "\n" && ($0.properties.generalCategory == .control || $0.value == 0x202e) },
        "\(arguments)")
    }
  }

  @Test func `long and wide names keep the table's columns`() throws {
    let name = String(repeating: "名", count: 100)
    let file = try TemporaryFile("# trace: \(name)\n16\n1\n1\n1\na 0 16\n", name: "long.repx")
    let result = try Alloclab.run([file.path, "-a", "system", "--rounds", "0"])
    let lines = result.output.split(separator: "\n")
    #expect(lines[2].hasPrefix(String(repeating: "名", count: 23) + "…  system"))
  }
}

/// Writes descriptions: mostly well-formed ones, with numbers at the edges of what can be.
struct DescriptionWriter {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(state: seed) }

  private mutating func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &generator)! }

  private mutating func number() -> String {
    pick([
      "0", "1", "2", "3", "7", "8", "16", "24", "48", "64", "100", "1K", "4K", "64K", "1M", "1G", "1024G",
      "1099511627776",
      "4611686018427387904", "9223372036854775807", "9223372036854775808", "x", "",
    ])
  }

  mutating func allocator(depth: Int = 0) -> String {
    guard depth < 4, Int.random(in: 0..<10, using: &generator) > 1 else { return pick(["system", "null", "freelist"]) }

    switch Int.random(in: 0..<10, using: &generator) {
    case 0: return "freelist(block: \(number()), count: \(pick(["1", "10", number()])), align: \(number()))"
    case 1: return "freelist(block: \(number()), parent: \(allocator(depth: depth + 1)))"
    case 2: return "scoped(bytes: \(number()), growth: \(pick(["fixed", "constant", "doubling"])), limit: \(number()))"
    case 3: return "scoped(parent: \(allocator(depth: depth + 1)))"
    case 4: return "fallback(\(allocator(depth: depth + 1)), \(allocator(depth: depth + 1)))"
    case 5: return "segregated(\(number()): \(allocator(depth: depth + 1)), else: \(allocator(depth: depth + 1)))"
    case 6: return "aligned(\(number()): \(allocator(depth: depth + 1)), else: \(allocator(depth: depth + 1)))"
    case 7: return "buckets(to: \(number()), step: \(number()), each: \(allocator(depth: depth + 1)))"
    case 8: return "limited(\(number()), \(allocator(depth: depth + 1)))"
    default: return "\(pick(["quantized(\(number()), ", "locked(", "stats("]))\(allocator(depth: depth + 1)))"
    }
  }
}

/// A small generator with a seed, so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
