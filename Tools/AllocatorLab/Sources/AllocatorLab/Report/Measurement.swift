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
  public var peakAskedByteCount: Int
  public var peakHeldByteCount: Int
  public var failures: Int
  /// Whether contents, alignments and the return of all memory were checked.
  public var isVerified: Bool
  public var explanation: Explanation

  /// The most bytes held for each byte asked for; `nil` when none was asked for.
  public var fragmentation: Double? {
    peakAskedByteCount == 0 ? nil : Double(peakHeldByteCount) / Double(peakAskedByteCount)
  }
}
