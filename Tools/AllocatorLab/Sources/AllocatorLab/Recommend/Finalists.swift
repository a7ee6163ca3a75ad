/// The compositions that are worth a closer look: how far resident memory rises takes a process each.
struct Finalists {
  /// By trace, by composition.
  private(set) var figures: [[CandidateFigures?]]
  let indices: [Int]

  /// The named ones, the best of each goal over all traces, and those that no other beats on a trace.
  init(_ figures: [[CandidateFigures?]], namedCount: Int) {
    self.figures = figures
    var chosen = Set(0..<namedCount)
    for goal in Goal.allCases {
      // What is held decides nothing here: an arena may be small where it is resident, and a row of pools large.
      chosen.formUnion(
        Ranking(figures: figures, memoryLimit: .infinity).order(goal, over: Array(figures.indices)).prefix(
          namedCount + 5))
    }
    for trace in figures { chosen.formUnion(CandidateSearch.front(trace)) }
    indices = chosen.sorted()
  }

  /// Measures them on the traces, and leaves the others out.
  ///
  /// One whose process fails, or refuses a request, is left out, too.
  mutating func measure(_ compositions: [any Composition], on traces: [Trace], progress: () -> Void) throws {
    let contenders = indices.map { Contender(compositions[$0]) }
    for (place, trace) in traces.enumerated() {
      let findings = try InterleavedMeasurement(contenders: contenders, turns: 1, rounds: 0).run(trace) { _ in
        progress()
      }
      var measured: [CandidateFigures?] = compositions.map { _ in nil }
      for (index, finding) in zip(indices, findings) {
        guard case .success(let processes) = finding, let process = processes.first, process.failures == 0 else {
          continue
        }
        measured[index] = figures[place][index]
        measured[index]?.resident = process.riseByteCount.map { Double($0) / Double(max(trace.peakByteCount, 1)) }
      }
      figures[place] = measured
    }
  }
}
