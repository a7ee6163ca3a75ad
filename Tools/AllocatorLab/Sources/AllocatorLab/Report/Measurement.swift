import AllocatorCore

/// One line of the table: what one allocator did with one trace.
public struct Measurement: Sendable {
  public var trace: String
  public var allocator: String
  public var kind: CompositionKind
  public var eventCount: Int
  /// Nanoseconds per event, net of the loop, in the fastest round; `nil` when nothing was timed.
  public var minimumNanoseconds: Double?
  /// Nanoseconds per event, net of the loop, in the middle round.
  public var medianNanoseconds: Double?
  /// Half of what the middle half of the processes that measured lie apart; `nil` when there was one.
  public var spreadNanoseconds: Double?
  public var peakAskedByteCount: Int
  /// `nil` for a preloaded library, which keeps its own books.
  public var peakHeldByteCount: Int?
  /// How far resident memory rose above where it stood, at most, in a process of its own; `nil` when not measured.
  public var peakResidentByteCount: Int?
  /// What was held and what was resident at most, in equal parts of the run; empty where not measured.
  public var heldTimeline: [Int] = []
  public var residentTimeline: [Int] = []
  public var failures: Int
  /// Whether contents, alignments and the return of all memory were checked.
  public var isVerified: Bool
  /// The tree behind the last event; `nil` for a preloaded library.
  public var explanation: Explanation?

  /// Where its bytes were, part by part; `nil` unless it was asked for.
  public var ledger: Ledger?

  /// The most bytes held for each byte asked for; `nil` when none was asked for.
  public var fragmentation: Double? {
    ratio(peakHeldByteCount)
  }

  /// The most bytes of resident rise for each byte asked for.
  public var residentFragmentation: Double? { ratio(peakResidentByteCount) }

  private func ratio(_ byteCount: Int?) -> Double? {
    guard let byteCount, peakAskedByteCount > 0 else { return nil }
    return Double(byteCount) / Double(peakAskedByteCount)
  }
}
