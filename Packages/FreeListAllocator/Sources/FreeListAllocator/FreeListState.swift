/// What changes while a pool is used; it lies behind the blocks of the first chunk.
///
/// Freed blocks form a list through their first words, the last freed one first. Blocks that were never allocated are
/// in no list: they are carved from `cursor` on, chunk by chunk, when the list is empty. So creating a pool touches
/// none of its blocks, and neither does a reset.
@safe
@frozen
@usableFromInline
struct FreeListState: ~Copyable {
  /// The record of the first chunk. It comes first, so that a pointer to the state is one to it.
  @usableFromInline var first: FreeListChunk
  /// The block that was freed last.
  @usableFromInline var head: UnsafeMutableRawPointer?
  /// How many blocks are in use.
  @usableFromInline var liveCount = 0
  /// How many of them hold values that were left in a typed pool: no box owns them.
  @usableFromInline var leftCount = 0
  /// Whether there may be blocks when the list is empty: some to carve, or a parent to ask.
  @usableFromInline var canRefill: Bool
  @usableFromInline let growth: GrowthPolicy
  /// Whether messages speak of a typed pool.
  @usableFromInline let isTyped: Bool
  /// The next block to carve, or the end of its chunk.
  @usableFromInline var cursor: UnsafeMutableRawPointer
  /// The chunk that is being carved; its record is where its blocks end. Those added after it are not carved yet.
  @usableFromInline var carving: UnsafeMutablePointer<FreeListChunk>
  @usableFromInline var newest: UnsafeMutablePointer<FreeListChunk>
  /// The root of the tree of all chunks.
  @usableFromInline var root: UnsafeMutablePointer<FreeListChunk>?
  @usableFromInline var blockCount: Int
  @usableFromInline let stride: Int
  @usableFromInline let live: LiveBlocks

  @inlinable
  init(
    blocks: UnsafeMutableRawPointer, record: UnsafeMutablePointer<FreeListChunk>, blockCount: Int, stride: Int,
    growth: GrowthPolicy, isTyped: Bool
  ) {
    unsafe head = nil
    canRefill = blockCount > 0 || growth != .fixed
    self.growth = growth
    self.isTyped = isTyped
    unsafe cursor = blocks
    unsafe carving = record
    unsafe newest = record
    unsafe root = record
    self.blockCount = blockCount
    self.stride = stride
    first = FreeListChunk(blockCount: blockCount, serial: 0)
    live = LiveBlocks()
  }

  /// The allocator's name, for messages.
  @inlinable
  var name: StaticString { isTyped ? "Pool" : "FreeListAllocator" }

  /// The blocks of a chunk start here.
  @inlinable
  borrowing func blocks(of chunk: UnsafeMutablePointer<FreeListChunk>) -> UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(chunk) - chunk.pointee.blockCount * stride
  }

  /// Returns a block that was never allocated since the pool was created or reset; `nil` when there is none left.
  ///
  /// - Complexity: O(1).
  @inlinable
  mutating func carve() -> UnsafeMutableRawPointer? {
    while unsafe cursor == UnsafeMutableRawPointer(carving) {
      guard let next = unsafe carving.pointee.next else { return nil }
      unsafe carving = next
      unsafe cursor = blocks(of: next)
    }
    let block = unsafe cursor
    unsafe cursor += stride
    if growth == .fixed, unsafe cursor == UnsafeMutableRawPointer(carving) { canRefill = false }
    return unsafe block
  }

  /// Puts a block at the front of the list of `state`.
  @unsafe
  @inline(always)
  @inlinable
  static func put(_ block: UnsafeMutableRawPointer, into state: UnsafeMutablePointer<FreeListState>) {
    unsafe block.storeBytes(of: state.pointee.head, as: UnsafeMutableRawPointer?.self)
    unsafe state.pointee.head = block
    unsafe state.pointee.liveCount &-= 1
  }

  /// Appends a chunk whose blocks start at `blocks`.
  @inlinable
  mutating func append(_ blocks: UnsafeMutableRawPointer, blockCount: Int) {
    let record = unsafe (blocks + blockCount * stride).bindMemory(to: FreeListChunk.self, capacity: 1)
    unsafe record.initialize(to: FreeListChunk(blockCount: blockCount, serial: newest.pointee.serial + 1))
    unsafe newest.pointee.next = record
    unsafe newest = record
    unsafe enter(record)
    self.blockCount += blockCount
  }

  /// Forgets all chunks but the first: they are no longer the pool's.
  @inlinable
  mutating func forgetLaterChunks(first record: UnsafeMutablePointer<FreeListChunk>) {
    unsafe first.next = nil
    unsafe first.left = nil
    unsafe first.right = nil
    unsafe newest = record
    unsafe root = record
    blockCount = first.blockCount
  }

  /// Makes all blocks free again, to be carved from the first one on.
  @inlinable
  mutating func reset(to record: UnsafeMutablePointer<FreeListChunk>) {
    unsafe head = nil
    liveCount = 0
    leftCount = 0
    unsafe carving = record
    unsafe cursor = blocks(of: record)
    canRefill = blockCount > 0 || growth != .fixed
    live.removeAll()
  }
}

extension FreeListState {
  /// How many chunks the pool has from its parent.
  ///
  /// - Complexity: O(chunks).
  @usableFromInline
  func chunkCount() -> Int {
    var count = 1
    var chunk = unsafe first.next
    while let current = unsafe chunk {
      count += 1
      unsafe chunk = current.pointee.next
    }
    return count
  }

  /// Stops the program, in every build, when a block is in use that was not left in the pool.
  @inlinable
  func expectNoLiveBlock(_ event: StaticString) {
    if _slowPath(liveCount != leftCount) { stopForLiveBlock(event) }
  }

  @usableFromInline
  @inline(never)
  func stopForLiveBlock(_ event: StaticString) {
    if leftCount == 0 { live.expectNone(of: name, event: event) }  // a checked build says which
    let count = liveCount - leftCount
    _stop("\(name) \(event) while \(count) of its blocks \(count == 1 ? "is" : "are") live")
  }
}
