/// What a program asked of its allocator, from its first call on: the input of every replay.
///
/// A block is known by its *slot*, a small number that is given out again after the block is freed, so that the table
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
  public var threadCount = 1
  /// Calls left out because they concern blocks born before the recording began; only mtrace text has such.
  public var leftOutCount = 0
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
    /// The thread that called.
    public var thread: UInt16
    /// What is called.
    public var kind: Kind
    /// The binary logarithm of the alignment asked for.
    public var alignmentShift: UInt8

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
