/// What an arena, its scopes and its handles share, behind one pointer.
///
/// Memory comes in chunks. The *cursor* moves up through the current chunk and is always a multiple of
/// ``minimumAlignment``, so that small requests need no rounding. Whoever allocates now has it: the innermost open
/// scope in cells of its own; or, for the arena itself and for handles, ``cursor`` and ``end`` here. Everybody else's
/// end is poisoned: it equals their cursor, so that no request fits, and the cold path stops the program.
///
/// What the closing of a scope has to undo, beyond forgetting its cursor, is in two lists, newest first: ``chunks``
/// that were added, and ``destructors`` to run. A scope that has something to undo has a mark, which says where it
/// found both lists; the flag in ``status`` says so, so that the closing of any other scope is one comparison.
@safe
@usableFromInline
struct ArenaState {
  /// The cursor of the arena and of handles; while scopes are open and the innermost one is not lent, where the
  /// outermost one began.
  @usableFromInline var cursor: UnsafeMutableRawPointer
  /// The end of what they may allocate: that of the current chunk, or the cursor while they must not.
  @usableFromInline var end: UnsafeMutableRawPointer
  /// ``Status/idle``, how many scopes are open in units of ``Status/scope``, and the flags of the innermost one.
  @usableFromInline var status = Status.idle
  /// The end of what may be allocated in the current chunk.
  @usableFromInline var chunkEnd: UnsafeMutableRawPointer
  /// The highest cursor seen before it last moved back, in the current chunk.
  @usableFromInline var highWater: UnsafeMutableRawPointer
  /// The bytes that were returned, or lost to alignment, below the cursor since the lending began.
  @usableFromInline var returnedByteCount = 0
  /// The newest block in the current chunk that has padding before it which comes back with it, if there is one: the word
  /// before it leads on to the next older one.
  @usableFromInline var padded: UnsafeMutableRawPointer?
  /// The first address of the current chunk.
  @usableFromInline var start: UnsafeMutableRawPointer

  // Below: used only when the current chunk does not suffice, or when there is something to undo.
  @usableFromInline var destructors: UnsafeMutablePointer<PendingDestructor>?
  /// The mark of the innermost scope that has one.
  @usableFromInline var marks: UnsafeMutablePointer<ScopeMark>?
  /// The newest chunk in use; nil while that is the first one, which has no head.
  @usableFromInline var chunks: UnsafeMutablePointer<Chunk>?
  /// The chunk that blocks are taken from; nil while that is the first one.
  var current: UnsafeMutablePointer<Chunk>?
  /// The chunks in use, by address, so that the one that holds a block is found in O(log chunks).
  var tree = _AddressTree<Chunk>()
  /// Where the last block in the first chunk ends, while that is not the current one.
  var firstUsedEnd: UnsafeMutableRawPointer
  /// Chunks that nothing lives in, by size.
  var spares = SpareChunks()
  var lending: Lending
  /// Where the outermost scope began, while a scope's cursor is in ``cursor``.
  var outermostStart: UnsafeMutableRawPointer
  /// Bytes allocated in all chunks but the current one.
  @usableFromInline var byteCountElsewhere = 0
  /// The most bytes ever allocated at once, up to the last time that it was brought up to date.
  var recordedPeak = 0
  /// Usable bytes of all chunks, spare ones too.
  var capacity: Int
  /// The usable bytes of the chunks that were in use lately.
  var recentCapacity: Int
  @usableFromInline let byteLimit: Int
  let growth: GrowthPolicy
  /// The memory that holds this state, the parent and the first chunk; from the parent, or from the caller.
  @usableFromInline var home: Block
  @usableFromInline let ownsHome: Bool
  var firstChunk: UnsafeMutableRawBufferPointer
  /// The usable bytes that the first chunk had at first, and has at least.
  let initialCapacity: Int
  /// The size of the first chunk that the growth policy goes on from.
  var firstStep: Int
  /// The bytes of the first chunk that were in use lately.
  var recentFirstUse = 0
  let parent: ParentCalls
  /// Whether the parent is being asked for memory: meanwhile it may call back, and nothing but counts may change.
  var isAsking = false

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
    unsafe end = start
    unsafe self.start = start
    unsafe highWater = start
    unsafe padded = nil
    unsafe firstUsedEnd = start
    unsafe outermostStart = start
    unsafe chunkEnd =
      start + min(firstChunk.count, SizeArithmetic.roundedDown(byteLimit, toMultipleOf: Self.minimumAlignment))
    unsafe lending = Lending(depth: 0, start: start)
    capacity = firstChunk.count
    recentCapacity = firstChunk.count
    self.byteLimit = byteLimit
    self.growth = growth
    unsafe self.home = unsafe home
    self.ownsHome = ownsHome
    unsafe self.firstChunk = unsafe firstChunk
    initialCapacity = firstChunk.count
    firstStep = firstChunk.count
    self.parent = parent
  }
}

/// What the word ``ArenaState/status`` is made of.
@usableFromInline
enum Status {
  /// The arena's or the innermost scope's cursor is in the state, where handles find it.
  @inlinable
  static var lent: UInt { 1 }
  /// Closing the innermost scope has something to undo.
  @inlinable
  static var marked: UInt { 2 }
  /// The innermost scope has been lent.
  @inlinable
  static var wasLent: UInt { 4 }
  @inlinable
  static var flags: UInt { 7 }
  /// One open scope.
  @inlinable
  static var scope: UInt { 8 }
  /// No scope is open. Statuses begin at a number that nothing else has, so that a scope's words in a value are told from
  /// numbers of the program's; it is near the last one, so that x86 compares with it at once.
  @inlinable
  static var idle: UInt { 0 &- 0x5A40_0000 }
  /// The least status of an open scope.
  @inlinable
  static var open: UInt { idle &+ scope }
  /// How many scopes are open.
  @inlinable
  static func depth(_ status: UInt) -> Int { Int(bitPattern: (status &- idle) / scope) }
}

/// What is known of the blocks that the arena itself, or handles on one scope, allocated: when none of them lives any
/// more, their memory starts over where the lending began.
@unsafe
struct Lending {
  /// How many scopes were open when it began.
  var depth: Int
  var start: UnsafeMutableRawPointer
  var chunks: UnsafeMutablePointer<Chunk>?
  /// The bytes allocated when it began.
  var byteCount = 0
  /// Whether blocks lived when the cursor was moved back.
  var hasSurvivors = false
  /// What live blocks of the arena itself take while scopes are open.
  var survivingByteCount = 0
}

/// The calls on a parent whose type only the arena knows: scopes do not carry it.
@safe
@usableFromInline
struct ParentCalls {
  let allocate: (UnsafeMutablePointer<ArenaState>, Int) -> Block?
  let resize: (UnsafeMutablePointer<ArenaState>, inout Block, Int) -> Bool
  let deallocate: (UnsafeMutablePointer<ArenaState>, Block) -> Void

  @usableFromInline
  init(
    allocate: @escaping (UnsafeMutablePointer<ArenaState>, Int) -> Block?,
    resize: @escaping (UnsafeMutablePointer<ArenaState>, inout Block, Int) -> Bool,
    deallocate: @escaping (UnsafeMutablePointer<ArenaState>, Block) -> Void
  ) {
    unsafe self.allocate = unsafe allocate
    unsafe self.resize = unsafe resize
    unsafe self.deallocate = unsafe deallocate
  }
}

/// Where a scope found the lists of what is to be undone: in the arena's memory, or in the head of a chunk.
@safe
@usableFromInline
struct ScopeMark {
  /// That of the next scope around it that has one.
  @usableFromInline let previous: UnsafeMutablePointer<ScopeMark>?
  @usableFromInline let destructors: UnsafeMutablePointer<PendingDestructor>?
  @usableFromInline let chunks: UnsafeMutablePointer<Chunk>?
  /// How many of the scope's boxes and arrays live that have destructors to run; each leads here.
  @usableFromInline var ownerCount = 0
  /// The first mark of attempts that became part of the scope while owners of theirs lived.
  var kept: UnsafeMutablePointer<ScopeMark>?

  @usableFromInline
  init(
    previous: UnsafeMutablePointer<ScopeMark>?, destructors: UnsafeMutablePointer<PendingDestructor>?,
    chunks: UnsafeMutablePointer<Chunk>?
  ) {
    unsafe self.previous = unsafe previous
    unsafe self.destructors = unsafe destructors
    unsafe self.chunks = unsafe chunks
  }
}
