import Allocators

/// What one composition cost on one trace.
struct CandidateFigures {
  /// Nanoseconds per event, net of the loop, in the fastest round.
  var nanoseconds: Double
  /// The most bytes held for each byte asked for.
  var held: Double
  /// How far resident memory rose for each byte asked for, in a process of its own; `nil` where that was not measured.
  var resident: Double?

  /// How good they are for a goal beside those of the system's allocator: less is better, and 1 is as good. Memory is
  /// what was resident, where both were measured: what the system keeps beside its blocks is not in what it holds.
  func score(_ goal: Goal, beside system: CandidateFigures) -> Double {
    let time = max(nanoseconds, 0.1) / max(system.nanoseconds, 0.1)
    let memory =
      if let resident, let other = system.resident { max(resident, 0.01) / max(other, 0.01) } else {
        max(held, 0.01) / max(system.held, 0.01)
      }
    switch goal {
    case .time: return time
    case .memory: return memory
    case .balanced: return (time * memory).squareRoot()
    }
  }
}

/// What a recommendation is for.
enum Goal: String, CaseIterable {
  case balanced, time, memory

  /// For a heading.
  var title: String {
    switch self {
    case .balanced: "best balanced"
    case .time: "best on time"
    case .memory: "best on memory"
    }
  }
}

/// Measures many compositions on a trace.
struct CandidateSearch {
  /// How often each is timed; the fastest counts.
  let rounds: Int

  /// The compositions that are tried: rows of size classes with several thresholds and chunks, pools for the sizes that
  /// are common in `analyses`, and arenas.
  static func candidates(for analyses: [TraceAnalysis]) -> [TunedComposition] {
    var candidates: [TunedComposition] = []
    for top in [128, 256, 512, 1024, 2048] {
      for chunk in [4 << 10, 8 << 10, 32 << 10] {
        for isDoubling in [false, true] where !isDoubling || chunk < 32 << 10 {
          let pools = TunedComposition.Pools(chunk: chunk, isDoubling: isDoubling)
          let fine = TunedComposition.Row(step: 16, top: top)
          candidates.append(.classes(fine, nil, pools))
          candidates.append(.classes(fine, .init(step: max(128, top / 2), top: 8192), pools))
          candidates.append(.classes(fine, .init(step: max(256, top), top: 32 << 10), pools))
        }
      }
    }
    for sizes in commonSizes(of: analyses) + [[16, 32, 48, 64], [32, 64, 128, 256]] {
      for chunk in [4 << 10, 32 << 10] {
        candidates.append(.pools(sizes, .init(chunk: chunk, isDoubling: false)))
      }
    }
    for limit in [256, 1024, 8192] { candidates.append(.arena(upTo: limit, byteCount: 256 << 10)) }
    var seen: Set<TunedComposition> = []
    return candidates.filter { isSound($0) && seen.insert($0).inserted }
  }

  private static func isSound(_ candidate: TunedComposition) -> Bool {
    guard case .classes(let fine, let coarse?, _) = candidate else { return true }
    return coarse.top > fine.top && (coarse.top - fine.top) % coarse.step == 0
  }

  /// The four sizes that most of the programs ask for most, and those of each alone.
  private static func commonSizes(of analyses: [TraceAnalysis]) -> [[Int]] {
    func best(_ buckets: [TraceAnalysis.SizeBucket]) -> [Int] {
      Array(
        buckets.map { max(16, $0.upToBytes) }.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }.prefix(4)
      )
      .sorted()
    }
    return analyses.map { best($0.commonSizes) }.filter { !$0.isEmpty }
  }

  /// The figures of each composition on the trace, in the same order; `nil` of one that refused a request that the
  /// system serves, or cannot be made.
  func measure(
    _ compositions: [any Composition], on trace: Trace, progress: () -> Void
  ) -> [CandidateFigures?] {
    let table = SlotTable(count: trace.slotCount)
    let laboratory = Laboratory(rounds: 5, isVerifying: false)
    let count = Double(max(trace.events.count, 1))
    let loop = (laboratory.measureLoop(trace)?.spread.minimum ?? 0) / count
    var figures: [CandidateFigures?] = compositions.map { composition in
      defer { progress() }
      guard let inspection = try? composition.inspect(trace, table: table, isVerifying: false), inspection.failures == 0
      else { return nil }
      return CandidateFigures(
        nanoseconds: .infinity,
        held: Double(inspection.peakHeldByteCount) / Double(max(trace.peakByteCount, 1)))
    }
    for _ in 0..<rounds {
      for (index, composition) in compositions.enumerated() {
        defer { progress() }
        guard let before = figures[index]?.nanoseconds else { continue }
        let samples = trace.withScript(table) { script in
          (try? composition.time(script, rounds: 1, progress: {})) ?? []
        }
        guard let sample = samples.first else { continue }
        figures[index]?.nanoseconds = min(before, sample / count - loop)
      }
    }
    return figures
  }

  /// Those that no other beats on both time and memory, fastest first.
  static func front(_ figures: [CandidateFigures?]) -> [Int] {
    let known = figures.indices.filter { figures[$0] != nil }
      .sorted { (figures[$0]?.nanoseconds ?? 0) < (figures[$1]?.nanoseconds ?? 0) }
    var least = Double.infinity
    return known.filter { index in
      guard let own = figures[index], own.resident ?? own.held < least else { return false }
      least = own.resident ?? own.held
      return true
    }
  }
}

extension Trace {
  /// The calls up to a place, and those from there on: the second part begins with the allocation of what is live.
  func split(at index: Int) -> (head: Trace, tail: Trace) {
    var head = TraceBuilder(file: name, name: name)
    var tail = TraceBuilder(file: name, name: name)
    var live: [UInt32: (byteCount: Int, alignment: Int)] = [:]
    func add(_ event: Event, to builder: inout TraceBuilder) {
      builder.thread = threadNumbers[event.thread]
      // What was read is what some program did: nothing in it can be refused.
      switch event.kind {
      case .allocate, .allocateZeroed:
        try? builder.allocate(
          slot: Int(event.slot), byteCount: event.byteCount, alignment: event.alignment,
          isZeroed: event.kind == .allocateZeroed, name: "")
      case .resize: try? builder.resize(slot: Int(event.slot), byteCount: event.byteCount, name: "")
      case .free: try? builder.free(slot: Int(event.slot), name: "")
      }
    }
    for event in events[..<index] {
      add(event, to: &head)
      live[event.slot] = event.kind == .free ? nil : (event.byteCount, event.alignment)
    }
    for (slot, block) in live.sorted(by: { $0.key < $1.key }) {
      try? tail.allocate(
        slot: Int(slot), byteCount: block.byteCount, alignment: block.alignment, isZeroed: false, name: "")
    }
    for event in events[index...] { add(event, to: &tail) }
    return (head.finish(), tail.finish())
  }
}
