/// What an arena and its scopes share, behind one pointer: where the next block goes, and how to undo what was done.
///
/// Memory comes in chunks. The *cursor* moves up through the current chunk and is always a multiple of
/// ``minimumAlignment``, so that small requests need no rounding. Whatever closing a scope must undo beyond moving the
/// cursor back, chunks that were added and values to destroy, is in one *log*, newest entry first.
@safe
@usableFromInline
struct ArenaState {
  @usableFromInline var cursor: UnsafeMutableRawPointer
  /// The end of what the current chunk may give out.
  @usableFromInline var end: UnsafeMutableRawPointer
  @usableFromInline var log: UnsafeMutablePointer<LogEntry>?
  /// The highest cursor seen before it last moved back, in the current chunk.
  @usableFromInline var highWater: UnsafeMutableRawPointer
  /// The first address of the current chunk.
  @usableFromInline var start: UnsafeMutableRawPointer

  // Below: used only when the current chunk does not suffice.
  /// The current chunk; nil while that is the first one, which has no header.
  @usableFromInline var chunk: UnsafeMutablePointer<Chunk>?
  /// Chunks that nothing lives in, kept for reuse.
  @usableFromInline var spare: UnsafeMutablePointer<Chunk>?
  /// Bytes given out from all chunks but the current one.
  @usableFromInline var byteCountElsewhere = 0
  /// The most bytes ever live, up to the last time that it was brought up to date.
  @usableFromInline var recordedPeak = 0
  /// Usable bytes of all chunks, spare ones too.
  @usableFromInline var capacity: Int
  @usableFromInline let byteLimit: Int
  @usableFromInline let growth: GrowthPolicy
  @usableFromInline var nextChunkByteCount: Int
  /// The memory that holds this state, the parent and the first chunk; from the parent, or from the caller.
  @usableFromInline let home: Block
  @usableFromInline let ownsHome: Bool
  @usableFromInline let firstChunk: UnsafeMutableRawBufferPointer
  @usableFromInline let parent: ParentCalls
  #if (DEBUG || HARDENED) && !hasFeature(Embedded)
    /// Scopes that are open now, one inside the other.
    @usableFromInline var depth = 0
  #endif

  /// The alignment of every block, however little is asked for.
  @inlinable
  static var minimumAlignment: Int { 8 }

  /// The alignment that chunks are asked for with.
  @inlinable
  static var chunkAlignment: Int { 16 }

  /// What a block takes whose size is `byteCount`, an empty one aside; the size itself where nothing is so large.
  @inlinable
  static func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return SizeArithmetic.roundedUp(byteCount, toMultipleOf: minimumAlignment) ?? byteCount
  }

  @usableFromInline
  init(
    home: Block, firstChunk: UnsafeMutableRawBufferPointer, growth: GrowthPolicy, byteLimit: Int, ownsHome: Bool,
    parent: ParentCalls
  ) {
    let start = unsafe firstChunk.baseAddress.unsafelyUnwrapped
    unsafe cursor = start
    unsafe self.start = start
    unsafe highWater = start
    unsafe end =
      start + min(firstChunk.count, SizeArithmetic.roundedDown(byteLimit, toMultipleOf: Self.minimumAlignment))
    capacity = firstChunk.count
    self.byteLimit = byteLimit
    self.growth = growth
    nextChunkByteCount = growth.successor(of: max(firstChunk.count, 64))
    unsafe self.home = unsafe home
    self.ownsHome = ownsHome
    unsafe self.firstChunk = unsafe firstChunk
    self.parent = parent
  }
}

/// The calls on a parent whose type only the arena knows: scopes do not carry it.
@safe
@usableFromInline
struct ParentCalls {
  @usableFromInline let allocate: (UnsafeMutablePointer<ArenaState>, Int) -> Block?
  @usableFromInline let deallocate: (UnsafeMutablePointer<ArenaState>, Block) -> Void

  @usableFromInline
  init(
    allocate: @escaping (UnsafeMutablePointer<ArenaState>, Int) -> Block?,
    deallocate: @escaping (UnsafeMutablePointer<ArenaState>, Block) -> Void
  ) {
    unsafe self.allocate = unsafe allocate
    unsafe self.deallocate = unsafe deallocate
  }
}

/// Something that closing a scope has to undo.
@safe
@usableFromInline
struct LogEntry {
  @usableFromInline let previous: UnsafeMutablePointer<LogEntry>?
  /// Ends the value at `address`; nil when the entry is the head of a chunk that was added.
  @usableFromInline let destroy: ((UnsafeMutableRawPointer) -> Void)?
  @usableFromInline let address: UnsafeMutableRawPointer

  @usableFromInline
  init(
    previous: UnsafeMutablePointer<LogEntry>?, destroy: ((UnsafeMutableRawPointer) -> Void)?,
    address: UnsafeMutableRawPointer
  ) {
    unsafe self.previous = unsafe previous
    unsafe self.destroy = unsafe destroy
    unsafe self.address = unsafe address
  }
}

/// The head of a chunk that was added; its log entry comes first, so that a pointer to one is a pointer to the other.
@safe
@usableFromInline
struct Chunk {
  var entry: LogEntry
  /// What the parent gave; this head is at its start.
  let block: Block
  /// The next spare chunk, while this one is spare.
  var nextSpare: UnsafeMutablePointer<Chunk>?
  /// Whether it holds one oversized block, while blocks go on being taken from the chunk below.
  var isDedicated = false
  /// The bytes given out from it while it is not the current chunk.
  var dedicatedByteCount = 0
  /// What was current before this chunk was added.
  var below: Position

  @unsafe
  struct Position {
    var chunk: UnsafeMutablePointer<Chunk>?
    var start: UnsafeMutableRawPointer
    var end: UnsafeMutableRawPointer
    var cursor: UnsafeMutableRawPointer
  }

  static var headByteCount: Int {
    (MemoryLayout<Chunk>.size + ArenaState.chunkAlignment - 1) & ~(ArenaState.chunkAlignment - 1)
  }
  var start: UnsafeMutableRawPointer { unsafe block.address + Self.headByteCount }
  var end: UnsafeMutableRawPointer { unsafe block.endAddress }
  var capacity: Int { unsafe block.byteCount - Self.headByteCount }
}
