import AllocatorCore

/// What one untimed replay found out.
public struct Inspection: Sendable {
  /// The most bytes that the composition held, each block from the system at the size the system rounds it up to.
  public var peakHeldByteCount: Int
  /// The number of requests it refused.
  public var failures: Int
  /// The composition as it stood behind the last event.
  public var explanation: Explanation
  /// What the composition held, at most, in each of up to 240 parts of the run; empty when it was verified.
  public var heldTimeline: [Int] = []
  /// What was wrong, if the replay was verified and something was.
  public var fault: VerificationError?
}

extension Composition {
  public var startsAfresh: Bool { false }

  public var specification: String? { nil }

  public var drawsFromLeaf: Bool { true }

  public func time(
    _ script: ReplayScript, rounds: Int, progress: () -> Void
  ) throws(AllocationError) -> [Double] {
    guard rounds > 0 else { return [] }
    var samples: [Double] = []
    // The first round warms caches and pools, and is not counted.
    if startsAfresh {
      for round in 0...rounds {
        let sample = try make(over: SystemAllocator(), for: TimedRound(script: script))
        if round > 0 { samples.append(sample) }
        progress()
      }
    } else {
      try withoutActuallyEscaping(progress) { progress throws(AllocationError) in
        samples = try make(
          over: SystemAllocator(), for: TimedRounds(script: script, rounds: rounds, progress: progress))
      }
    }
    return samples
  }

  public func measureResident(
    _ script: ReplayScript, cuts: [Int], memory: ResidentMemory
  ) throws(AllocationError) -> ResidentMeasurement {
    let before = memory.anonymousByteCount()
    var measurement = try make(
      over: SystemAllocator(), for: ResidentRound(script: script, cuts: cuts, memory: memory))
    measurement.riseByteCount -= before
    for index in measurement.timeline.indices { measurement.timeline[index] -= before }
    return measurement
  }

  public func inspect(
    _ trace: Trace, table: SlotTable, isVerifying: Bool
  ) throws(AllocationError) -> Inspection {
    let counters = HeldCounters()
    let leaf = CountingAllocator(base: SystemAllocator(), counters: counters)
    var inspection =
      isVerifying
      ? try make(over: leaf, for: CheckedRound(trace: trace))
      : try trace.withScript(table) { (script) throws(AllocationError) in
        try make(over: leaf, for: CountedRound(script: script, counters: counters))
      }
    inspection.peakHeldByteCount = counters.current.peakByteCount
    let kept = counters.current
    if isVerifying, inspection.fault == nil, kept.blockCount != 0 || kept.byteCount != 0 {
      inspection.fault = VerificationError(
        message: "when all was freed and it was destroyed, \(kept.blockCount) blocks of \(kept.byteCount) bytes "
          + "had not been given back to the system")
    }
    return inspection
  }
}

/// One round, timed, and the freeing of what it leaves, which is not.
@safe
struct TimedRound: AllocatorVisitor {
  let script: ReplayScript

  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> Double {
    let start = Stopwatch.now()
    _ = script.replay(on: allocator)
    let duration = Stopwatch.now() - start
    script.sweep(on: allocator)
    return duration
  }
}

@safe
private struct TimedRounds: AllocatorVisitor {
  let script: ReplayScript
  let rounds: Int
  let progress: () -> Void

  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> [Double] {
    let round = TimedRound(script: script)
    return (0...rounds).map { _ in
      let duration = round.visit(allocator)
      progress()
      return duration
    }.suffix(rounds)
  }
}

@safe
private struct ResidentRound: AllocatorVisitor {
  let script: ReplayScript
  let cuts: [Int]
  let memory: ResidentMemory

  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> ResidentMeasurement {
    var measurement = ResidentMeasurement(riseByteCount: memory.anonymousByteCount(), failures: 0)
    measurement.timeline.reserveCapacity(cuts.count)
    var start = 0
    for end in cuts {
      measurement.failures += script.replayResident(start..<end, on: allocator)
      start = end
      let now = memory.anonymousByteCount()
      measurement.timeline.append(now)
      measurement.riseByteCount = max(measurement.riseByteCount, now)
    }
    script.sweep(on: allocator)
    return measurement
  }
}

@safe
private struct CountedRound: AllocatorVisitor {
  let script: ReplayScript
  let counters: HeldCounters

  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> Inspection {
    var failures = 0
    var timeline: [Int] = []
    let count = script.eventCount
    let parts = min(240, count)
    for part in 0..<parts {
      counters.beginPart()
      failures += script.replay(part * count / parts..<(part + 1) * count / parts, on: allocator)
      timeline.append(counters.current.partPeakByteCount)
    }
    let explanation = allocator.explain()
    script.sweep(on: allocator)
    return Inspection(
      peakHeldByteCount: 0, failures: failures, explanation: explanation, heldTimeline: timeline)
  }
}

private struct CheckedRound: AllocatorVisitor {
  let trace: Trace

  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> Inspection {
    var replay = CheckedReplay(trace)
    var fault: VerificationError?
    do {
      try replay.run(on: allocator)
    } catch {
      fault = error
    }
    let explanation = allocator.explain()
    replay.abandon(on: allocator)
    return Inspection(peakHeldByteCount: 0, failures: replay.failures, explanation: explanation, fault: fault)
  }
}
