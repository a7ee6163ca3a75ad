import Foundation
import Testing

@testable import AllocatorLab

@Suite struct AnalysisTests {
  private func analyze(_ text: String) throws -> TraceAnalysis { TraceAnalyzer(try parse(text)).run() }

  @Test func `a small trace is counted by hand`() throws {
    let analysis = try analyze(
      "# trace: hand\n1100\n3\n9\n1\na 0 100\nc 1 24 64\nt 5\na 2 10\nf 2\nt 0\nf 0\na 0 8\nr 0 16\nr 0 1000\nt 5\nf 1\n"
        .replacing("1100", with: "1024"))
    #expect(analysis.events == 9 && analysis.allocations == 4 && analysis.zeroedAllocations == 1)
    #expect(analysis.askedBytes == 100 + 24 + 10 + 8 + 8 + 984)
    #expect(analysis.peak.bytes == 1024 && analysis.peak.event == 8 && analysis.peak.blocks == 3)
    #expect(analysis.liveAtEnd == .init(blocks: 1, bytes: 1000))
    #expect(analysis.resizes.count == 2 && analysis.resizes.doubling == 2 && analysis.resizes.mostOfOneBlock == 2)
    #expect(analysis.frees.count == 3 && analysis.frees.lastInFirstOut == 1 && analysis.frees.firstInFirstOut == 2)
    #expect(analysis.frees.byOtherThread == 1)
    #expect(analysis.sizes.map(\.upToBytes) == [8, 16, 32, 128])
    #expect(analysis.alignments.map(\.alignment) == [16, 64] && analysis.alignments[1].blocks == 1)
    #expect(analysis.lifetimes.map(\.upToEvents) == [1, 10, nil])
    #expect(analysis.lifetimes.map(\.blocks) == [1, 2, 1])
    #expect(analysis.threads.map(\.number) == [0, 5])
    #expect(analysis.timeline.last?.event == 9 && analysis.timeline.map(\.bytes).max() == 1024)
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 8, 9, 1 << 40])
  func `a size stands under the next power of two`(byteCount: Int) throws {
    let analysis = try analyze("\(byteCount)\n1\n1\n1\na 0 \(byteCount)\n")
    let bound = analysis.sizes[0].upToBytes
    #expect(byteCount == 0 ? bound == 0 : bound >= byteCount && (bound == 1 || bound / 2 < byteCount))
  }

  /// The corpus that the samples are from says so of them.
  @Test(arguments: [("ripgrep", 57.4, 6.2, 75.2, 5), ("graphviz-dot", 16.3, 1.5, 22.0, 4)])
  func `the samples' figures are those that their corpus states`(
    name: String, lifo: Double, crossing: Double, short: Double, threads: Int
  ) throws {
    let analysis = TraceAnalyzer(try TraceInput(argument: Samples.path(name)).read()).run()
    func percent(_ part: Int, _ whole: Int) -> Double { (Double(part) / Double(whole) * 1000).rounded() / 10 }
    #expect(percent(analysis.frees.lastInFirstOut, analysis.frees.count) == lifo)
    #expect(percent(analysis.frees.byOtherThread, analysis.frees.count) == crossing)
    let early = analysis.lifetimes.filter { ($0.upToEvents ?? .max) <= 100 }.reduce(0) { $0 + $1.blocks }
    #expect(percent(early, analysis.allocations) == short)
    #expect(analysis.threads.count == threads)
    #expect(analysis.timeline.count == 240 && analysis.timeline.map(\.bytes).max() == analysis.peak.bytes)
    #expect(analysis.sizes.reduce(0) { $0 + $1.blocks } == analysis.allocations)
    #expect(analysis.lifetimes.reduce(0) { $0 + $1.blocks } == analysis.allocations)
  }

  @Test(arguments: [40, 60, 100, 120])
  func `a page keeps to its width`(width: Int) throws {
    let analysis = TraceAnalyzer(try TraceInput(argument: Samples.path("ripgrep")).read()).run()
    let page = AnalysisReport(analysis, width: width, isColored: false).render()
    #expect(!page.contains("\u{1b}"))
    let longest = page.split(separator: "\n").map(\.count).max() ?? 0
    #expect(longest <= max(width, 62))
    #expect(AnalysisReport(analysis, width: width, isColored: true).render().contains("\u{1b}[1mSizes\u{1b}[0m"))
  }

  @Test func `the command prints a page, JSON with the same figures, and refuses what it cannot read`() throws {
    let page = try Alloclab.run(["analyze", Samples.path("ripgrep")])
    #expect(
      page.status == 0 && page.output.contains("\nLive over time\n") && page.output.contains("What this suggests"))
    let json = try Alloclab.run(["analyze", Samples.path("ripgrep"), "-f", "json"])
    let analyses = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    #expect(analyses[0]["events"] as? Int == 119_142)
    #expect(try Alloclab.run(["analyze", "/no/such/file"]).status == 66)
    #expect(try Alloclab.run(["analyze"], input: Data("16\n1\n".utf8)).status == 65)
  }

  @Test func `lines are drawn to scale`() {
    #expect(Sparkline.render([0, 1, 2, 3, 4, 5, 6, 7], width: 8) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.render([0, 9, 0, 0], width: 2) == "█▁")
    #expect(Sparkline.render([0, 0], width: 5) == "▁▁" && Sparkline.render([], width: 5) == "")
    #expect(Sparkline.bar(1, of: 2, width: 4) == "██" && Sparkline.bar(1, of: 64, width: 4) == "▏")
  }
}
