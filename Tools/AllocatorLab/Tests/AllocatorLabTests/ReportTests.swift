import Foundation
import Testing

@testable import AllocatorLab

@Suite struct ReportTests {
  private func comparison(_ trace: Trace) throws -> Comparison {
    let laboratory = Laboratory(rounds: 0, isVerifying: false)
    let measurements = try ["system", "size-classes"].map {
      try laboratory.measure(trace, on: Catalogue.composition($0), loop: nil, progress: {})
    }
    return Comparison(analysis: TraceAnalyzer(trace).run(), measurements: measurements)
  }

  /// What is in the element of this id.
  private func contents(of id: String, in page: String) -> Substring {
    guard let start = page.range(of: "id=\"\(id)\">"), let end = page[start.upperBound...].range(of: "</script>") else {
      return ""
    }
    return page[start.upperBound..<end.lowerBound]
  }

  @Test func `the page holds the figures, and the map holds what is live at each moment`() throws {
    let trace = try TraceInput(argument: Samples.path("graphviz-dot")).read()
    let page = try Page.html(comparison(trace), map: HeapMap(trace, on: Catalogue.composition("size-classes")))
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(contents(of: "data", in: page).utf8)) as? [String: Any])
    #expect((json["analysis"] as? [String: Any])?["events"] as? Int == trace.events.count)
    let allocators = try #require(json["allocators"] as? [[String: Any]])
    #expect(allocators.count == 2 && allocators[1]["explanation"] is [String: Any])

    let packed = try #require(Data(base64Encoded: String(contents(of: "map-data", in: page))))
    let bytes = try Gzip.decompress([UInt8](packed), file: "map")
    let words = stride(from: 0, to: bytes.count, by: 4).map { place in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    }
    let count = Int(words[0])
    #expect(words.count == 2 + 4 * count)
    let analysis = TraceAnalyzer(trace).run()
    for (moment, expected) in [
      (analysis.peak.event, analysis.peak.bytes), (trace.events.count, analysis.liveAtEnd.bytes), (0, 0),
    ] {
      let live = (0..<count).filter { words[2 + $0] < moment && words[2 + count + $0] > moment }
      #expect(live.reduce(0) { $0 + Int(words[2 + 3 * count + $1]) } == expected)
      // Blocks that are live at once do not overlap, also where gaps were left out.
      let ranges = live.map { (words[2 + 2 * count + $0], (words[2 + 3 * count + $0] + 15) / 16) }.sorted {
        $0.0 < $1.0
      }
      #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.0 + $0.1 <= $1.0 })
      #expect(ranges.allSatisfy { $0.0 + $0.1 <= words[1] })
    }
  }

  @Test func `nothing that a trace says ends an element of the page, and nothing on it needs a network`() throws {
    let trace = try parse("# trace: </script><script>alert(1)</script>&\"<b>\n16\n1\n1\n1\na 0 16\n")
    let page = try Page.html(comparison(trace), map: HeapMap(trace, on: Catalogue.composition("system")))
    #expect(!page.contains("<script>alert") && !page.contains("<b>"))
    #expect(page.contains("<h1>&lt;/script&gt;&lt;script&gt;alert(1)"))
    #expect(page.components(separatedBy: "</script>").count == 4)
    #expect(!page.replacing("http://www.w3.org/2000/svg", with: "").contains("http"))
  }

  @Test func `Perfetto's file has counters in order of time, each with what its format asks for`() throws {
    let trace = try TraceInput(argument: Samples.path("ripgrep")).read()
    let data = Data(try PerfettoTrace.json(trace, comparison(trace)))
    let file = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let events = try #require(file["traceEvents"] as? [[String: Any]])
    for event in events {
      #expect(event["name"] is String && event["ts"] is Int && event["pid"] is Int && event["tid"] is Int)
      let arguments = try #require(event["args"] as? [String: Any])
      switch event["ph"] as? String {
      case "C": #expect(arguments["value"] is Int)
      case "M": #expect(event["name"] as? String == "process_name" && arguments["name"] is String)
      default: Issue.record("\(event)")
      }
    }
    let live = events.filter { $0["name"] as? String == "live bytes" }.compactMap { $0["ts"] as? Int }
    #expect(live == live.sorted() && live.last == trace.events.count)
    let last = events.last { $0["name"] as? String == "live bytes" }
    #expect((last?["args"] as? [String: Any])?["value"] as? Int == TraceAnalyzer(trace).run().liveAtEnd.bytes)
  }

  @Test func `the command writes both files, or says why it cannot`() throws {
    let file = try TemporaryFile("", name: "page.html")
    let written = try Alloclab.run(
      [
        "report", Samples.path("graphviz-dot"), "--rounds", "1", "-a", "system", "--html", file.path, "--perfetto",
        file.path + ".json",
      ])
    #expect(written.status == 0 && written.output == "" && written.errors == "")
    #expect(try String(contentsOfFile: file.path, encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
    #expect(try String(contentsOfFile: file.path + ".json", encoding: .utf8).contains("\"traceEvents\""))
    #expect(try Alloclab.run(["report", Samples.path("graphviz-dot")]).status == 64)
    #expect(try Alloclab.run(["report", Samples.path("graphviz-dot"), "--html", "/no/such/x.html"]).status == 74)
    #expect(try Alloclab.run(["report", "/no/such/trace", "--html", file.path]).status == 66)
  }

  @Test func `neither file may be the trace, or the other one`() throws {
    let text = "a 0 16\nf 0\n"
    let file = try TemporaryFile(text, name: "trace.rep")
    let (new, link) = (file.path + ".new", file.path + ".link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file.path)
    for arguments in [["--html", file.path], ["--perfetto", link], ["--html", new, "--perfetto", new]] {
      let result = try Alloclab.run(["report", file.path, "--rounds", "1", "-a", "system"] + arguments)
      #expect(result.status == 64)
      #expect(result.errors.contains("this file is read, or written already"), "\(result.errors)")
    }
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == text)
    #expect(!FileManager.default.fileExists(atPath: new))
  }
}
