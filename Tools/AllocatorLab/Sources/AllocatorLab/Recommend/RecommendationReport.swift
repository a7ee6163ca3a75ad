import Foundation

/// What was found about many compositions on some traces, for a person to read.
struct RecommendationReport {
  let traces: [Trace]
  let compositions: [any Composition]
  /// How many of the compositions, the first ones, are those that have a name.
  let namedCount: Int
  /// By trace, by composition.
  let figures: [[CandidateFigures?]]
  /// How much memory the fastest may need, in times of the system's.
  var memoryLimit = Ranking.defaultMemoryLimit

  /// The compositions that served all traces, best first by the mean of their scores.
  func ranking(_ goal: Goal) -> [Int] {
    Ranking(figures: figures, memoryLimit: memoryLimit).order(goal, over: Array(figures.indices))
  }

  /// What is suggested: for each goal the best of all that can be pasted, which the system's allocator is not.
  var choices: [(goal: Goal, index: Int)] { Goal.allCases.compactMap { goal in choice(goal).map { (goal, $0) } } }

  func choice(_ goal: Goal) -> Int? { ranking(goal).first { compositions[$0] is any PastableComposition } }

  func render(width: Int? = nil) -> String {
    let what = traces.map(\.name.printable).joined(separator: ", ")
    var lines = ["For \(what), \(compositions.count) compositions tried; means over the traces", ""]
    var rows: [[String]] = [["", "ns/event", "held/asked", "resident/asked", "beside system", "composition"]]
    let choices = choices
    for (goal, index) in choices { rows.append(row(goal.title, index)) }
    for index in 0..<namedCount { rows.append(row("named", index)) }
    lines += table(rows, width)
    lines += [
      "",
      "Best on time is the fastest of those that need at most \(memoryLimit.formatted(digits: 2)) times the system's memory.",
    ]
    if traces.count == 1 {
      lines += ["", "No other is both faster and smaller than one of these:", ""]
      lines += table(CandidateSearch.front(figures[0]).enumerated().map { row("\($0 + 1)", $1) }, width)
    }
    for (goal, index) in choices {
      guard let chosen = compositions[index] as? any PastableComposition else { continue }
      let others = choices.filter { $0.index == index }.map(\.goal)
      guard others.first == goal else { continue }
      lines += ["", "To paste, \(others.map(\.title).joined(separator: " and ")):", ""]
      lines.append(chosen.swift(remark: "For \(what): \(chosen.summary)."))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is to be said when no composition that was tried needs as little memory as the system's allocator.
  var memoryRemark: String? {
    guard let least = choice(.memory),
      let cost = Ranking(figures: figures).cost(least, .memory, over: Array(figures.indices)), cost > 0
    else { return nil }
    return "  No composition here needs less memory than the system's allocator; the best needs "
      + "\((exp(cost) * 100 - 100).formatted(digits: 1)) % more.\n"
  }

  private func row(_ title: String, _ index: Int) -> [String] {
    let known = figures.compactMap { $0[index] }
    guard known.count == figures.count else { return [title, "–", "–", "–", "–", compositions[index].name] }
    let count = Double(known.count)
    let residents = known.compactMap(\.resident)
    let system = figures.compactMap { $0[0] }
    let time = zip(known, system).reduce(0) { $0 + $1.0.score(.time, beside: $1.1) } / count
    let memory = zip(known, system).reduce(0) { $0 + $1.0.score(.memory, beside: $1.1) } / count
    return [
      title, (known.reduce(0) { $0 + $1.nanoseconds } / count).formatted(digits: 1),
      (known.reduce(0) { $0 + $1.held } / count).formatted(digits: 2),
      residents.count == known.count ? (residents.reduce(0, +) / count).formatted(digits: 2) : "–",
      "\(time.formatted(digits: 2)) time, \(memory.formatted(digits: 2)) memory", compositions[index].name,
    ]
  }

  private func table(_ rows: [[String]], _ width: Int?) -> [String] {
    TextTable(rows: rows, numbers: [1, 2, 3], indent: "  ").lines(width: width)
  }
}

/// Orders compositions by what they cost on several traces.
struct Ranking {
  /// By trace, by composition; the first composition is the system's allocator.
  let figures: [[CandidateFigures?]]
  /// How much memory the fastest may need on any trace, in times of the system's. Nothing is faster than an arena, which
  /// never frees: who wants speed does not want that.
  var memoryLimit = Self.defaultMemoryLimit

  static let defaultMemoryLimit = 1.5

  /// The mean of the logarithms of the scores over the traces; `nil` when it did not serve one of them.
  func cost(_ index: Int, _ goal: Goal, over traces: [Int]) -> Double? {
    var sum = 0.0
    for trace in traces {
      guard let own = figures[trace][index], let system = figures[trace][0], own.nanoseconds.isFinite else {
        return nil
      }
      sum += log(own.score(goal, beside: system))
    }
    return sum / Double(max(traces.count, 1))
  }

  /// Whether it needs no more memory on any of the traces than the limit allows.
  func isWithinLimit(_ index: Int, over traces: [Int]) -> Bool {
    traces.allSatisfy { trace in
      guard let own = figures[trace][index], let system = figures[trace][0] else { return false }
      return own.score(.memory, beside: system) <= memoryLimit
    }
  }

  /// The compositions that served all of the traces, best first; on time, those within the limit.
  func order(_ goal: Goal, over traces: [Int]) -> [Int] {
    guard let count = figures.first?.count else { return [] }
    let costs = (0..<count).map { cost($0, goal, over: traces) }
    return costs.indices.filter { costs[$0] != nil && (goal != .time || isWithinLimit($0, over: traces)) }.sorted {
      (costs[$0] ?? 0, $0) < (costs[$1] ?? 0, $1)
    }
  }
}

/// For each trace: what is suggested from the others alone, beside the fixed composition that is best over all.
struct LeaveOneOut {
  let traces: [String]
  let names: [String]
  let namedCount: Int
  let figures: [[CandidateFigures?]]
  var memoryLimit = Ranking.defaultMemoryLimit

  private static func words(_ figures: CandidateFigures) -> String {
    "\(figures.nanoseconds.formatted(digits: 1)) ns, "
      + (figures.resident.map { "\($0.formatted(digits: 2)) resident" } ?? "\(figures.held.formatted(digits: 2)) held")
  }

  func render() -> String {
    let ranking = Ranking(figures: figures, memoryLimit: memoryLimit)
    let all = Array(traces.indices)
    var lines: [String] = []
    for goal in Goal.allCases {
      guard let fixed = ranking.order(goal, over: all).first(where: { $0 < namedCount }) else { continue }
      lines += ["\(goal.title), beside \(names[fixed]), the best of the named ones over all traces:"]
      var ratios: [Double] = []
      for trace in all {
        let others = all.filter { $0 != trace }
        guard let chosen = ranking.order(goal, over: others).first,
          let own = ranking.cost(chosen, goal, over: [trace]), let other = ranking.cost(fixed, goal, over: [trace]),
          let figures = figures[trace][chosen], let fixedFigures = self.figures[trace][fixed]
        else { continue }
        let ratio = exp(own - other)
        ratios.append(ratio)
        let verdict = ratio < 0.99 ? "better" : ratio > 1.01 ? "WORSE" : "as good"
        lines.append(
          "  \(traces[trace].printable.padded(to: 14))\(ratio.formatted(digits: 2).padded(to: 6, onTheLeft: true)) "
            + "\(verdict.padded(to: 8)) \(Self.words(figures)) against \(Self.words(fixedFigures)); \(names[chosen])"
        )
      }
      let wins = ratios.count { $0 < 0.99 }
      let losses = ratios.count { $0 > 1.01 }
      lines += ["  \(wins) better, \(ratios.count - wins - losses) as good, \(losses) worse", ""]
    }
    return lines.joined(separator: "\n")
  }
}
