import Allocators
import Foundation
import Testing

@testable import AllocatorLab

@Suite struct LedgerTests {
  private static let tuned = [
    "classes(step: 16, to: 512, above: 256, top: 8192, chunk: 4096, growth: doubling)",
    "classes(step: 32, to: 1024, chunk: 32768, growth: constant)", "pools(16, 48, 64, chunk: 4096, growth: constant)",
    "arena(to: 1024, bytes: 262144)",
  ]
  private static let all = Catalogue.compositions.map(\.name) + tuned

  /// Calls `body` with an entry, and with all below it.
  private func walk(_ entry: LedgerEntry, _ body: (LedgerEntry) -> Void) {
    body(entry)
    for part in entry.parts { walk(part, body) }
  }

  @Test(arguments: all)
  func `the sums agree in every part and up the tree, at the peak and at the end`(name: String) throws {
    let trace = try TraceInput(argument: Samples.path("graphviz-dot")).read()
    let ledger = try #require(Ledger.keep(trace, on: Catalogue.composition(name)))
    let analysis = TraceAnalyzer(trace).run()
    #expect(ledger.root.atPeak.requestedBytes == trace.peakByteCount && ledger.peakEvent == analysis.peak.event)
    #expect(ledger.root.atEnd.requestedBytes == analysis.liveAtEnd.bytes)
    #expect(ledger.root.atEnd.blocks == analysis.liveAtEnd.blocks && ledger.root.refusals == 0)
    #expect(ledger.root.allocations == analysis.allocations && ledger.root.peakRequestedBytes == trace.peakByteCount)
    walk(ledger.root) { entry in
      for balance in [entry.atPeak, entry.atEnd] {
        #expect(balance.requestedBytes + balance.slackBytes + balance.cachedBytes == balance.committedBytes)
        #expect(balance.slackBytes >= 0 && balance.cachedBytes >= 0, "\(entry.role): \(entry.name)")
      }
      guard !entry.parts.isEmpty else { return }
      let parts = entry.parts.reduce(LedgerBalance()) { $0 + $1.atPeak }
      #expect(entry.atPeak.committedBytes == parts.committedBytes)
      if !entry.isSource {
        #expect(entry.atPeak.requestedBytes == parts.requestedBytes && entry.atPeak.blocks == parts.blocks)
        #expect(entry.allocatedBytes <= entry.parts.reduce(0) { $0 + $1.allocatedBytes })
      }
      #expect(entry.returnedBytes == entry.parts.reduce(0) { $0 + $1.returnedBytes })
    }
  }

  @Test(arguments: all)
  func `what is committed is what the composition of known type holds`(name: String) throws {
    // Blocks of every class, none freed: most is held where most is live.
    let sizes = Array(stride(from: 1, through: 9000, by: 13))
    let trace = try parse(
      "# trace: growing\n\(sizes.reduce(0, +))\n\(sizes.count)\n\(sizes.count)\n1\n"
        + sizes.enumerated().map { "a \($0) \($1)\n" }.joined())
    let composition = try Catalogue.composition(name)
    let measurement = try Laboratory(rounds: 0, isVerifying: false).measure(
      trace, on: composition, loop: nil, progress: {})
    let ledger = try #require(Ledger.keep(trace, on: composition))
    #expect(ledger.root.atPeak.committedBytes == measurement.peakHeldByteCount)
    #expect(ledger.root.atEnd == ledger.root.atPeak && ledger.root.returnedBytes == 0)
  }

  @Test func `each part of a chain has its own blocks, bytes, peak and refusals`() throws {
    let trace = try parse(
      "300\n6\n12\n1\n" + (0..<6).map { "a \($0) 50\n" }.joined() + (0..<6).map { "f \($0)\n" }.joined())
    let text = "fallback(freelist(block: 64, count: 4), system)"
    let root = try #require(Ledger.keep(trace, on: Catalogue.composition(text))).root
    #expect(root.allocations == 6 && root.allocatedBytes == 300 && root.refusals == 0 && root.parts.count == 2)
    let (pool, system) = (root.parts[0], root.parts[1])
    #expect(pool.name == "freelist" && pool.allocations == 4 && pool.refusals == 2 && pool.peakRequestedBytes == 200)
    #expect(pool.atPeak.slackBytes == 4 * 14 && pool.returnedBytes == 0 && pool.parts.map(\.role) == ["parent"])
    #expect(system.allocations == 2 && system.refusals == 0 && system.peakRequestedBytes == 100)
    #expect(system.returnedBytes == 2 * SystemAllocator().goodByteCount(for: 50, alignment: 16))
    #expect(root.atEnd.blocks == 0 && root.atEnd.committedBytes == pool.atEnd.committedBytes)
  }

  @Test func `what the whole refuses is refused by its root`() throws {
    let trace = try parse("148\n2\n4\n1\na 0 48\na 1 100\nf 1\nf 0\n")
    let root = try #require(Ledger.keep(trace, on: Catalogue.composition("segregated(64: freelist, else: null)"))).root
    #expect(root.refusals == 1 && root.allocations == 1)
    let named = try #require(Ledger.keep(trace, on: Catalogue.composition("size-classes"))).root
    #expect(named.parts.map(\.role) == ["alignment ≤ 16", "else"])
    #expect(root.parts.map(\.role) == ["≤ 64", "else"] && root.parts.map(\.refusals) == [0, 1])
  }

  @Test func `a row of many is shown by those that have most, and nothing is lost`() throws {
    let trace = try TraceInput(argument: Samples.path("ripgrep")).read()
    let root = try #require(Ledger.keep(trace, on: Catalogue.composition("buckets(to: 64K, step: 512)"))).root
    let shown = root.condensed(to: 7)
    #expect(root.parts.count == 128 && shown.parts.count == 7 && shown.parts[6].name == "122 others")
    #expect(shown.parts.reduce(LedgerBalance()) { $0 + $1.atPeak }.committedBytes == root.atPeak.committedBytes)
    #expect(shown.parts.reduce(0) { $0 + $1.refusals } == root.parts.reduce(0) { $0 + $1.refusals })
    #expect(shown.parts.dropLast().allSatisfy { $0.parts.isEmpty && $0.atPeak.committedBytes > 0 })
  }

  @Test func `replay and compare print it, in the table and in JSON`() throws {
    let fallback = "fallback(freelist(block: 64, count: 4), system)"
    for arguments in [["replay", "--explain", "--rounds", "0"], ["compare", "--ledger", "--rounds", "1"]] {
      let command = arguments + [Samples.path("graphviz-dot"), "-a", fallback]
      let table = try Alloclab.run(command)
      #expect(table.status == 0)
      for words in ["part by part, when most of graphviz-dot is live", "refused", "├─ freelist", "└─ system"] {
        #expect(table.output.contains(words), "\(words)")
      }
      let json = try Alloclab.run(command + ["-f", "json"])
      #expect(json.output.contains("\"committed_bytes\"") && json.output.contains("\"at_peak\""))
    }
    #expect(
      !(try Alloclab.run(["compare", "--rounds", "1", Samples.path("graphviz-dot")])).output.contains("part by part"))
  }

  #if os(Linux)
    @Test func `what is committed is resident once it is touched`() throws {
      let text =
        "# trace: pool\n20000000\n20000\n20000\n1\n" + (0..<20_000).map { "a \($0) 1000\n" }.joined()
      let file = try TemporaryFile(text, name: "pool.repx")
      let result = try Alloclab.run([
        file.path, "-a", "freelist(block: 1024)", "-a", "size-classes", "--resident", "--explain", "--rounds", "1",
        "-f", "json",
      ])
      let rows = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
      #expect(rows.count == 2)
      for row in rows {
        let root = try #require((row["ledger"] as? [String: Any])?["root"] as? [String: Any])
        let committed = try #require((root["at_peak"] as? [String: Any])?["committed_bytes"] as? Int)
        let resident = try #require(row["peak_resident_bytes"] as? Int)
        #expect(committed == row["peak_held_bytes"] as? Int && committed > 20_000_000)
        #expect((committed * 95 / 100...committed * 110 / 100).contains(resident), "\(committed) committed")
      }
    }
  #endif
}
