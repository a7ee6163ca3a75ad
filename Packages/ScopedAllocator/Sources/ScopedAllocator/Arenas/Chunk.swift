/// The head of a chunk that was added to an arena, at the start of its memory.
@safe
@usableFromInline
struct Chunk: _AddressTreeNode {
  /// The mark of the scope that this chunk was added in, when it is the first that the scope has to undo. It comes
  /// first, so that a pointer to the one is a pointer to the other.
  var mark = unsafe ScopeMark(previous: nil, destructors: nil, chunks: nil)
  /// What the parent allocated, and grew since.
  var block: Block
  /// The size that the growth policy goes on from: a chunk that grew for one large block counts as it was before.
  var step: Int
  /// The next older chunk in use.
  var previous: UnsafeMutablePointer<Chunk>?
  /// What was current before this chunk was added.
  var below: Position
  /// Whether it holds one oversized block, while blocks go on being taken from the chunk below.
  var isDedicated = false
  /// The bytes of the oversized block.
  var byteCount = 0
  /// Where the last block in it ends, while it is in use and not the current chunk.
  var usedEnd: UnsafeMutableRawPointer
  /// The parts of the tree of chunks in use.
  @usableFromInline var _lower: UnsafeMutablePointer<Chunk>?
  @usableFromInline var _upper: UnsafeMutablePointer<Chunk>?
  /// While it is spare: the next spare chunk of its size class, and the first one of the next larger class.
  var nextSame: UnsafeMutablePointer<Chunk>?
  var nextLarger: UnsafeMutablePointer<Chunk>?

  @unsafe
  struct Position {
    var chunk: UnsafeMutablePointer<Chunk>?
    var start: UnsafeMutableRawPointer
    var end: UnsafeMutableRawPointer
    var cursor: UnsafeMutableRawPointer
    var padded: UnsafeMutableRawPointer?
  }

  static var headByteCount: Int {
    (MemoryLayout<Chunk>.size + ArenaState.chunkAlignment - 1) & ~(ArenaState.chunkAlignment - 1)
  }
  var start: UnsafeMutableRawPointer { unsafe block.address + Self.headByteCount }
  var end: UnsafeMutableRawPointer { unsafe block.endAddress }
  var capacity: Int { unsafe block.byteCount - Self.headByteCount }
  var sizeClass: Int { SizeArithmetic.floorOfBinaryLogarithm(max(capacity, 1)) }
}

/// Chunks that nothing lives in: one stack for each size class that there is, from small to large.
///
/// Every operation takes at most as many steps as there are size classes, never as many as there are chunks.
@safe
struct SpareChunks {
  private var smallest: UnsafeMutablePointer<Chunk>?
  private(set) var byteCount = 0

  var isEmpty: Bool { unsafe smallest == nil }

  mutating func insert(_ chunk: UnsafeMutablePointer<Chunk>) {
    unsafe byteCount += chunk.pointee.capacity
    let sizeClass = unsafe chunk.pointee.sizeClass
    var previous: UnsafeMutablePointer<Chunk>?
    var next = unsafe smallest
    while let candidate = unsafe next, unsafe candidate.pointee.sizeClass < sizeClass {
      unsafe previous = unsafe candidate
      unsafe next = candidate.pointee.nextLarger
    }
    if let first = unsafe next, unsafe first.pointee.sizeClass == sizeClass {
      unsafe chunk.pointee.nextSame = unsafe first
      unsafe chunk.pointee.nextLarger = first.pointee.nextLarger
    } else {
      unsafe chunk.pointee.nextSame = nil
      unsafe chunk.pointee.nextLarger = unsafe next
    }
    unsafe link(previous, to: chunk)
  }

  /// Takes out a chunk that has room for `byteCount` bytes, a small one if there is, and none above `limit`.
  mutating func remove(withRoomFor byteCount: Int, upTo limit: Int = .max) -> UnsafeMutablePointer<Chunk>? {
    var previous: UnsafeMutablePointer<Chunk>?
    var next = unsafe smallest
    while let chunk = unsafe next {
      if unsafe chunk.pointee.capacity > limit { return nil }
      if unsafe chunk.pointee.capacity >= byteCount {
        unsafe remove(chunk, after: previous)
        return unsafe chunk
      }
      unsafe previous = unsafe chunk
      unsafe next = chunk.pointee.nextLarger
    }
    return nil
  }

  /// Takes out one of the largest chunks.
  mutating func removeLargest() -> UnsafeMutablePointer<Chunk>? {
    var previous: UnsafeMutablePointer<Chunk>?
    guard var chunk = unsafe smallest else { return nil }
    while let next = unsafe chunk.pointee.nextLarger {
      unsafe previous = unsafe chunk
      unsafe chunk = unsafe next
    }
    unsafe remove(chunk, after: previous)
    return unsafe chunk
  }

  private mutating func remove(_ chunk: UnsafeMutablePointer<Chunk>, after previous: UnsafeMutablePointer<Chunk>?) {
    unsafe byteCount -= chunk.pointee.capacity
    if let same = unsafe chunk.pointee.nextSame {
      unsafe same.pointee.nextLarger = chunk.pointee.nextLarger
      unsafe link(previous, to: same)
    } else {
      unsafe link(previous, to: chunk.pointee.nextLarger)
    }
  }

  private mutating func link(_ previous: UnsafeMutablePointer<Chunk>?, to chunk: UnsafeMutablePointer<Chunk>?) {
    if let previous = unsafe previous {
      unsafe previous.pointee.nextLarger = unsafe chunk
    } else {
      unsafe smallest = unsafe chunk
    }
  }
}
