import AllocatorCore

/// Replays traces on compositions.
public struct Laboratory {
  /// How many rounds are timed, after one that is not; zero leaves timing out.
  public var rounds: Int
  /// Whether contents are checked, in a replay of their own.
  public var isVerifying: Bool

  public init(rounds: Int, isVerifying: Bool) {
    self.rounds = rounds
    self.isVerifying = isVerifying
  }

  /// Why a composition has no line in the table.
  public enum Failure: Error, CustomStringConvertible {
    case cannotBeMade(AllocationError)
    case misbehaved(VerificationError)

    public var description: String {
      switch self {
      case .cannotBeMade(let error): "cannot be made: \(error)"
      case .misbehaved(let error): "failed verification at \(error)"
      }
    }
  }

  /// The number of steps in which ``measure(_:on:null:progress:)`` reports its progress.
  public var stepCount: Int { 1 + (rounds > 0 ? rounds + 1 : 0) }

  /// The time of the bare loop, which is subtracted from every other; `nil` when nothing is timed.
  public func measureLoop(_ trace: Trace) -> LoopTime? {
    guard rounds > 0 else { return nil }
    let table = SlotTable(count: trace.slotCount)
    var checksum: UInt = 0
    let samples = (0...max(rounds, 5)).map { _ in
      let start = Stopwatch.now()
      checksum &+= trace.withScript(table) { $0.replayNothing() }
      let duration = Stopwatch.now() - start
      table.clear()
      return duration
    }
    return LoopTime(spread: Spread(Array(samples.dropFirst())), checksum: checksum)
  }

  /// Replays `trace` on `composition`: once inspected, then timed.
  public func measure(
    _ trace: Trace, on composition: any Composition, loop: LoopTime?, progress: () -> Void
  ) throws(Failure) -> Measurement {
    let table = SlotTable(count: trace.slotCount)
    let inspection: Inspection
    do throws(AllocationError) {
      inspection = try composition.inspect(trace, table: table, isVerifying: isVerifying)
    } catch {
      throw .cannotBeMade(error)
    }
    progress()
    if let fault = inspection.fault { throw .misbehaved(fault) }
    let samples: [Double]
    do throws(AllocationError) {
      samples = try trace.withScript(table) { (script) throws(AllocationError) in
        try composition.time(script, rounds: rounds, progress: progress)
      }
    } catch {
      throw .cannotBeMade(error)
    }
    var measurement = Measurement(
      trace: trace.name, allocator: composition.name, kind: composition.kind, eventCount: trace.events.count,
      peakAskedByteCount: trace.peakByteCount,
      peakHeldByteCount: composition.drawsFromLeaf ? inspection.peakHeldByteCount : nil,
      heldTimeline: composition.drawsFromLeaf ? inspection.heldTimeline : [], failures: inspection.failures,
      isVerified: isVerifying,
      explanation: inspection.explanation)
    if let loop, !samples.isEmpty {
      let net = Spread(samples).net(of: loop.spread, eventCount: trace.events.count)
      measurement.minimumNanoseconds = net.minimum
      measurement.medianNanoseconds = net.median
    }
    return measurement
  }
}

extension Laboratory {
  /// The same, of a contender: of a preloaded library nothing is known in this process.
  func measure(
    _ trace: Trace, on contender: Contender, loop: LoopTime?, progress: () -> Void
  ) throws(Failure) -> Measurement {
    guard contender.library == nil else {
      for _ in 0..<stepCount { progress() }
      return Measurement(
        trace: trace.name, allocator: contender.name, kind: .preloaded, eventCount: trace.events.count,
        peakAskedByteCount: trace.peakByteCount, failures: 0, isVerified: false)
    }
    return try measure(trace, on: contender.composition, loop: loop, progress: progress)
  }
}

/// The time of a replay without an allocator.
public struct LoopTime {
  let spread: Spread
  /// Keeps the loop from being left out.
  let checksum: UInt
}
