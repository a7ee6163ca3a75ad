import AllocatorCore

/// What one untimed replay found out.
public struct Inspection: Sendable {
  /// The most bytes that the composition held, each block from the system at the size the system rounds it up to.
  public var peakHeldByteCount: Int
  /// The number of requests it refused.
  public var failures: Int
  /// The composition as it stood behind the last event.
  public var explanation: Explanation
  /// What was wrong, if the replay was verified and something was.
  public var fault: VerificationError?
}

extension Composition {
  public var startsAfresh: Bool { false }

  public func time(
    _ trace: Trace, table: SlotTable, rounds: Int, progress: () -> Void
  ) throws(AllocationError) -> [Double] {
    guard rounds > 0 else { return [] }
    var samples: [Double] = []
    // The first round warms caches and pools, and is not counted.
    if startsAfresh {
      for round in 0...rounds {
        let sample = try make(over: SystemAllocator(), for: TimedRound(trace: trace, table: table))
        if round > 0 { samples.append(sample) }
        progress()
      }
    } else {
      try withoutActuallyEscaping(progress) { progress throws(AllocationError) in
        samples = try make(
          over: SystemAllocator(), for: TimedRounds(trace: trace, table: table, rounds: rounds, progress: progress))
      }
    }
    return samples
  }

  public func inspect(
    _ trace: Trace, table: SlotTable, isVerifying: Bool
  ) throws(AllocationError) -> Inspection {
    let counters = HeldCounters()
    let leaf = CountingAllocator(base: SystemAllocator(), counters: counters)
    var inspection =
      isVerifying
      ? try make(over: leaf, for: CheckedRound(trace: trace))
      : try make(over: leaf, for: CountedRound(trace: trace, table: table))
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
struct TimedRound: AllocatorVisitor {
  let trace: Trace
  let table: SlotTable

  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> Double {
    let start = Stopwatch.now()
    _ = trace.replay(on: allocator, table: table)
    let duration = Stopwatch.now() - start
    trace.sweep(on: allocator, table: table)
    return duration
  }
}

private struct TimedRounds: AllocatorVisitor {
  let trace: Trace
  let table: SlotTable
  let rounds: Int
  let progress: () -> Void

  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> [Double] {
    let round = TimedRound(trace: trace, table: table)
    return (0...rounds).map { _ in
      let duration = round.visit(allocator)
      progress()
      return duration
    }.suffix(rounds)
  }
}

private struct CountedRound: AllocatorVisitor {
  let trace: Trace
  let table: SlotTable

  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> Inspection {
    let failures = trace.replay(on: allocator, table: table)
    let explanation = allocator.explain()
    trace.sweep(on: allocator, table: table)
    return Inspection(peakHeldByteCount: 0, failures: failures, explanation: explanation)
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
