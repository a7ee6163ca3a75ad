/// What a trace says about its program: everything that `analyze` prints, as figures.
public struct TraceAnalysis: Encodable, Sendable {
  public var trace: String
  public var events: Int
  public var allocations: Int
  public var zeroedAllocations: Int
  public var resizes: Resizes
  public var frees: Frees
  public var threads: [Thread]
  /// The bytes of all allocations and of all growth.
  public var askedBytes: Int
  public var largestBytes: Int
  public var peak: Peak
  public var liveAtEnd: Amount
  /// Blocks by size, by powers of two, smallest first; only sizes that came.
  public var sizes: [SizeBucket]
  /// The sizes that came most often, in steps of 16 bytes.
  public var commonSizes: [SizeBucket]
  /// Blocks by the number of events between birth and death, by powers of ten; the last is of those never freed.
  public var lifetimes: [LifetimeBucket]
  public var alignments: [AlignmentBucket]
  /// What was live at most in each part of the run, from first to last.
  public var timeline: [Moment]
  /// The places that allocated most of what is live at the end, where the recording kept places.
  public var leaks: [Site]

  public struct Amount: Encodable, Hashable, Sendable {
    public var blocks = 0
    public var bytes = 0
  }

  public struct Peak: Encodable, Sendable {
    public var bytes = 0
    /// The number of the event that reached it, from 1; zero in a trace without bytes.
    public var event = 0
    public var blocks = 0
  }

  public struct Resizes: Encodable, Sendable {
    public var count = 0
    public var growing = 0
    public var shrinking = 0
    /// Those that at least double the block.
    public var doubling = 0
    /// How many blocks were resized at least once.
    public var blocks = 0
    /// The most resizes that one block went through.
    public var mostOfOneBlock = 0
  }

  public struct Frees: Encodable, Sendable {
    public var count = 0
    /// Those that free the youngest live block.
    public var lastInFirstOut = 0
    /// Those that free the oldest live block.
    public var firstInFirstOut = 0
    /// Those made by another thread than the block's birth.
    public var byOtherThread = 0
  }

  public struct Thread: Encodable, Sendable {
    public var number: Int
    public var events: Int
  }

  public struct SizeBucket: Encodable, Sendable {
    public var upToBytes: Int
    public var blocks: Int
    public var bytes: Int
    /// The most blocks of this size live at once.
    public var peakBlocks: Int
  }

  public struct LifetimeBucket: Encodable, Sendable {
    /// `nil` for blocks never freed.
    public var upToEvents: Int?
    public var blocks: Int
    public var bytes: Int
  }

  public struct AlignmentBucket: Encodable, Sendable {
    public var alignment: Int
    public var blocks: Int
  }

  public struct Moment: Encodable, Sendable {
    /// The number of events up to here.
    public var event: Int
    public var bytes: Int
    public var blocks: Int
  }

  public struct Site: Encodable, Sendable {
    public var site: String
    public var blocks: Int
    public var bytes: Int
  }

  /// The bytes of an allocation on average.
  public var meanBytes: Double {
    allocations == 0 ? 0 : Double(sizes.reduce(0) { $0 + $1.bytes }) / Double(allocations)
  }
}
