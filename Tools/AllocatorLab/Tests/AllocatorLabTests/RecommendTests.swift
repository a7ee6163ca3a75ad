import Foundation
import Testing

@testable import AllocatorLab

@Suite struct RecommendTests {
  private static let texts = [
    "classes(step: 16, to: 1024, chunk: 8192, growth: constant)",
    "classes(step: 16, to: 512, above: 256, top: 8192, chunk: 4096, growth: doubling)",
    "pools(16, 32, 48, 64, chunk: 4096, growth: constant)", "pools(16, 48, chunk: 4096, growth: constant)",
    "pools(64, chunk: 4096, growth: constant)", "pools(16, 32, 64, chunk: 4096, growth: doubling)",
    "arena(to: 1024, bytes: 262144)",
  ]

  @Test(arguments: texts)
  func `a tuned composition is described by its name, and keeps its promises`(text: String) throws {
    let composition = try Catalogue.composition(text)
    #expect(composition is TunedComposition && composition.name == text && composition.kind == .specialised)
    let trace = try TraceInput(argument: Samples.path("graphviz-dot")).read()
    let measurement = try Laboratory(rounds: 0, isVerifying: true).measure(
      trace, on: composition, loop: nil, progress: {})
    #expect(measurement.isVerified && measurement.failures == 0)
  }

  @Test(arguments: [
    "classes(step: 24)", "classes(to: 100)", "classes(to: 1024, above: 512, top: 1000)", "classes(above: 3, top: 9999)",
    "classes(to: 16M, step: 1)", "pools()", "pools(1, 2, 3, 4, 5)", "pools(64, 32)", "pools(x)",
    "pools(8, growth: fixed)",
    "arena(to: x)", "classes(colour: 3)",
  ])
  func `a mistake in a tuned composition is an error`(text: String) {
    #expect(throws: SpecificationError.self) { try Catalogue.composition(text) }
  }

  /// Compiles what is to be pasted, all of it in one file each, against the modules that this test was built with.
  @Test func `what is printed to paste compiles as it stands`() throws {
    let folder = try TemporaryFile("", name: "x")
    let place = URL(fileURLWithPath: folder.path).deletingLastPathComponent()
    let products = URL(fileURLWithPath: Alloclab.path).deletingLastPathComponent()
    let modules = products.appendingPathComponent("Modules")
    // What the build system wrote for the core's C target.
    let threadModuleMap = products.appendingPathComponent("CAllocatorThread.build/module.modulemap")
    var files: [String] = []
    for (index, text) in (Self.texts + ["size-classes", "segregated", "fallback", "arena"]).enumerated() {
      let tuned = try #require(try Catalogue.composition(text) as? any PastableComposition)
      let file = place.appendingPathComponent("paste\(index).swift")
      // Files of one module: the functions get names of their own.
      try tuned.swift(remark: "For a test: \(tuned.summary).").replacing("makeAllocator", with: "makeAllocator\(index)")
        .write(to: file, atomically: true, encoding: .utf8)
      files.append(file.path)
    }
    let result = try Alloclab.shell(
      "swiftc -swift-version 6 -strict-memory-safety -warnings-as-errors -typecheck -parse-as-library -I '\(modules.path)' "
        + "-Xcc '-fmodule-map-file=\(threadModuleMap.path)' "
        + files.map { "'\($0)'" }.joined(separator: " "))
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func `a trace in two parts makes the same calls, and the second begins with what is live`() throws {
    let trace = try TraceInput(argument: Samples.path("ripgrep")).read()
    let index = trace.events.count * 3 / 5
    let (head, tail) = trace.split(at: index)
    #expect(head.events.count == index && head.leftovers.count == tail.events.count - (trace.events.count - index))
    #expect(tail.events.suffix(100).map(\.byteCount) == trace.events.suffix(100).map(\.byteCount))
    #expect(tail.leftovers.map(\.byteCount) == trace.leftovers.map(\.byteCount))
    #expect(max(head.peakByteCount, tail.peakByteCount) == trace.peakByteCount)
  }

  @Test func `the front holds those that no other beats on both`() {
    func figures(_ time: Double, _ held: Double) -> CandidateFigures { .init(nanoseconds: time, held: held) }
    #expect(CandidateSearch.front([figures(3, 1), figures(1, 3), nil, figures(2, 3), figures(2, 2)]) == [1, 4, 0])
    let system = figures(10, 2)
    #expect(figures(5, 2).score(.time, beside: system) == 0.5 && figures(5, 4).score(.memory, beside: system) == 2)
    #expect(figures(5, 4).score(.balanced, beside: system) == 1)
  }

  @Test func `memory is what is resident where both were measured, and what is held elsewhere`() {
    let system = CandidateFigures(nanoseconds: 10, held: 1, resident: 1.25)
    #expect(CandidateFigures(nanoseconds: 10, held: 2, resident: 1).score(.memory, beside: system) == 0.8)
    #expect(CandidateFigures(nanoseconds: 10, held: 2).score(.memory, beside: system) == 2)
    // A trace so small that it makes nothing resident.
    let nothing = CandidateFigures(nanoseconds: 10, held: 1, resident: 0)
    #expect(nothing.score(.memory, beside: nothing) == 1 && nothing.score(.memory, beside: system) > 0)
    let front = CandidateSearch.front([system, .init(nanoseconds: 20, held: 9, resident: 1.2)])
    #expect(front == [0, 1])
  }

  @Test func `the finalists are the named ones, and the best of each goal and trace`() {
    func figures(_ time: Double, _ held: Double) -> CandidateFigures { .init(nanoseconds: time, held: held) }
    var table = [(0..<40).map { figures(Double(50 + $0), Double(50 + $0)) }]
    table[0][38] = figures(1, 90)
    table[0][39] = figures(90, 1)
    let finalists = Finalists(table, namedCount: 2)
    #expect(Set([0, 1, 38, 39]).isSubset(of: finalists.indices) && finalists.indices.count < 20)
  }

  @Test func `best on time is the fastest within the limit on memory on every trace`() {
    func figures(_ time: Double, _ resident: Double) -> CandidateFigures {
      .init(nanoseconds: time, held: 1, resident: resident)
    }
    // The second is fastest and needs twice the memory on one of the traces.
    let table = [
      [figures(10, 1), figures(2, 1), figures(5, 1.4)], [figures(10, 1), figures(2, 2), figures(5, 1.4)],
    ]
    #expect(Ranking(figures: table).order(.time, over: [0, 1]) == [2, 0])
    #expect(Ranking(figures: table).order(.time, over: [0]) == [1, 2, 0])
    #expect(Ranking(figures: table, memoryLimit: 2).order(.time, over: [0, 1]) == [1, 2, 0])
    #expect(Ranking(figures: table).order(.memory, over: [0, 1]).count == 3)
    let report = LeaveOneOut(
      traces: ["a", "b"], names: ["system", "fast", "tuned"], namedCount: 2, figures: table, memoryLimit: 1.5)
    #expect(report.render().contains("best on time, beside system"))
  }

  @Test func `a named composition that is better than all tuned ones is suggested, and pasted`() throws {
    func figures(_ time: Double, _ resident: Double) -> CandidateFigures {
      .init(nanoseconds: time, held: 1, resident: resident)
    }
    let report = RecommendationReport(
      traces: [try TraceInput(argument: Samples.path("ripgrep")).read()],
      compositions: [
        SystemComposition(), SegregatedComposition(),
        TunedComposition.pools([64], .init(chunk: 4096, isDoubling: false)),
      ], namedCount: 2, figures: [[figures(10, 1), figures(4, 1.2), figures(5, 1.1)]])
    #expect(report.choices.map(\.index) == [1, 1, 2])
    #expect(report.render().contains("To paste, best balanced and best on time:\n\nimport Allocators"))
  }

  @Test func `for what allocates nothing there is nothing to recommend`() throws {
    let file = try TemporaryFile("# trace: idle\n0\n0\n0\n1\n", name: "idle.repx")
    let result = try Alloclab.run(["recommend", file.path])
    #expect(
      result.status == 65
        && result.errors == "idle: it allocates nothing, so that there is nothing to recommend for it\n")
  }

  @Test func `what is left out is not what the suggestion is from`() {
    func figures(_ time: Double) -> CandidateFigures { .init(nanoseconds: time, held: 1) }
    // The candidate is fast on the first two, and slow on the third: for the third it is suggested all the same.
    let table = [[figures(10), figures(5)], [figures(10), figures(5)], [figures(10), figures(40)]]
    let text = LeaveOneOut(traces: ["a", "b", "c"], names: ["system", "tuned"], namedCount: 1, figures: table).render()
    #expect(text.contains("  c               4.00 WORSE"))
    #expect(text.contains("  a               1.00 as good") && text.contains("0 better, 2 as good, 1 worse"))
  }

  @Test func `the command recommends, says how sure it is, and pastes`() throws {
    let file = try TemporaryFile(
      "# trace: tiny\n480\n10\n40\n1\n" + (0..<10).map { "a \($0) 48\n" }.joined()
        + (0..<10).map { "f \($0)\n" }.joined()
        + (0..<10).map { "a \($0) 48\n" }.joined() + (0..<10).map { "f \($0)\n" }.joined(), name: "tiny.repx")
    let result = try Alloclab.run(["recommend", file.path, "--rounds", "1"])
    #expect(result.status == 0)
    for words in [
      "For tiny, ", "best on memory", "No other is both faster and smaller", "import Allocators",
      "func makeAllocator()", "resident/asked",
      "How sure", "the rest of tiny: it ", "Measured again, five processes each", "\n      system: ",
      "at most 1.50 times the system's memory",
    ] { #expect(result.output.contains(words), "\(words)") }
    #if os(Linux)
      // Title, two figures, and what is resident.
      let system = result.output.split(separator: "\n").first { $0.hasSuffix("  system") }
      let words = (system ?? "").split(separator: " ")
      #expect(words.count > 3 && words[0] == "named" && Double(words[3]) != nil)
    #endif
    let left = try Alloclab.run(["recommend", "--leave-one-out", "--rounds", "1", file.path, file.path, file.path])
    #expect(left.status == 0 && left.output.contains("best balanced, beside "))
    #expect(try Alloclab.run(["recommend", "--leave-one-out", file.path]).status == 64)
    #expect(try Alloclab.run(["recommend", "--memory-limit", "0.5", file.path]).status == 64)
  }
}

@Suite struct CompareTests {
  @Test func `compare has one table for each trace, and what was held over time`() throws {
    let result = try Alloclab.run(
      [
        "compare", Samples.path("graphviz-dot"), Samples.path("ripgrep"), "-a", "system", "-a", "size-classes",
        "--rounds", "1",
      ])
    #expect(result.status == 0)
    for words in ["graphviz-dot  system", "ripgrep  system", "  over time, up to ", "size-classes held", "\n  live "] {
      #expect(result.output.contains(words), "\(words)")
    }
  }

  @Test func `compare's JSON has the same figures and both timelines`() throws {
    let result = try Alloclab.run([
      "compare", Samples.path("graphviz-dot"), "-a", "system", "--rounds", "2", "-f", "json",
    ])
    let comparisons = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    #expect((comparisons[0]["live_timeline"] as? [Int])?.count == 240)
    let row = try #require((comparisons[0]["allocators"] as? [[String: Any]])?.first)
    let held = try #require(row["held_timeline"] as? [Int])
    #expect(held.count == 240 && held.max() == row["peak_held_bytes"] as? Int)
    #if os(Linux)
      #expect((row["resident_timeline"] as? [Int])?.count == 240)
    #endif
  }
}
