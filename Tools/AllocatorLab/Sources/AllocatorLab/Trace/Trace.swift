/// What a program asked of its allocator, from its first call on: the input of every replay.
///
/// A block is known by its *slot*, a small number that is reused after the block is freed, so that the table
/// of live blocks stays as small as the program's live set.
public struct Trace: Sendable {
  /// The trace's name: what its `# trace:` line says, or its file's name.
  public var name: String
  /// The calls, in recorded order.
  public var events: [Event] = []
  /// One more than the largest slot.
  public var slotCount = 0
  /// The most bytes that were live at once, as the program asked for them.
  public var peakByteCount = 0
  /// The number of threads that made the calls; a replay makes all of them from one.
  public var threadCount: Int { max(threadNumbers.count, 1) }
  /// The numbers by which the recording knows its threads, in the order of their first calls.
  public var threadNumbers: [Int] = []
  /// Calls left out because they concern blocks born before the recording began; only mtrace text has such.
  public var leftOutCount = 0
  /// The places in the program that called, where the recording kept them.
  public var sites: [String] = []
  /// For each event the place that called, as an index into ``sites``; empty where the recording kept none.
  public var eventSites: [UInt32] = []
  /// The blocks that are live behind the last event.
  public var leftovers: [Leftover] = []

  /// One call.
  ///
  /// A free and a resize carry the size that the block has, so that a replay passes it on as a program does that
  /// knows its own blocks.
  public struct Event: Hashable, Sendable {
    /// What is called.
    public enum Kind: UInt8, Sendable {
      case allocate, allocateZeroed, resize, free
    }

    /// The size asked for, in bytes; for a free the size that the block has.
    public var byteCount: Int
    /// The size before, in bytes; of use for a resize only.
    public var oldByteCount: Int
    /// The block's slot.
    public var slot: UInt32
    /// Two bits of kind, six of the alignment's binary logarithm, and the thread.
    private var packed: UInt32

    /// A call; `thread` is less than ``threadLimit``.
    public init(
      _ kind: Kind, slot: UInt32, byteCount: Int, oldByteCount: Int, alignmentShift: UInt8 = 4, thread: Int = 0
    ) {
      self.byteCount = byteCount
      self.oldByteCount = oldByteCount
      self.slot = slot
      packed =
        UInt32(kind.rawValue) | UInt32(alignmentShift & 63) &<< 2 | UInt32(truncatingIfNeeded: thread) &<< 8
    }

    /// More threads than this cannot be distinguished.
    public static let threadLimit = 1 << 24

    /// The thread that called, as an index into ``Trace/threadNumbers``.
    public var thread: Int { Int(packed &>> 8) }
    /// What is called.
    public var kind: Kind {
      // Two bits, and four kinds.
      unsafe Kind(rawValue: UInt8(truncatingIfNeeded: packed & 3)).unsafelyUnwrapped
    }
    /// The binary logarithm of the alignment asked for.
    public var alignmentShift: UInt8 { UInt8(truncatingIfNeeded: packed &>> 2) & 63 }

    /// The alignment asked for, in bytes.
    public var alignment: Int { 1 &<< Int(alignmentShift) }
  }

  /// A block that its program never freed.
  public struct Leftover: Hashable, Sendable {
    public var slot: UInt32
    public var byteCount: Int
    public var alignment: Int

    public init(slot: UInt32, byteCount: Int, alignment: Int) {
      self.slot = slot
      self.byteCount = byteCount
      self.alignment = alignment
    }
  }
}
