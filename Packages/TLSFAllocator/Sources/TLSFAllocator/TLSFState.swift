/// What lies at the beginning of a region, before its first chunk: three words.
@safe
struct TLSFRegion: _AddressTreeNode {
  /// The parts of the tree of regions.
  var _lower: UnsafeMutablePointer<TLSFRegion>?
  var _upper: UnsafeMutablePointer<TLSFRegion>?
  private let word: Int

  init(byteCount: Int, isFromParent: Bool) {
    word = byteCount | (isFromParent ? 1 : 0)
  }

  /// The bytes of the region, this record included: a multiple of two words.
  var byteCount: Int { word & ~1 }
  /// Whether it returns to the parent at the end.
  var isFromParent: Bool { word & 1 != 0 }

  /// What a region takes beside its chunks: this record, and the mark at its end.
  static var overhead: Int { 4 * MemoryLayout<Int>.size }

  /// The first chunk of the region whose record lies at an address.
  @unsafe
  static func firstChunk(of region: UnsafeMutablePointer<TLSFRegion>) -> Chunk {
    unsafe Chunk((UnsafeMutableRawPointer(region) + 3 * MemoryLayout<Int>.size).assumingMemoryBound(to: Int.self))
  }

  /// The region whose first chunk this is.
  static func containing(first chunk: Chunk) -> UnsafeMutablePointer<TLSFRegion> {
    unsafe UnsafeMutableRawPointer(chunk.header - 3).assumingMemoryBound(to: TLSFRegion.self)
  }

  /// Whether no chunk of the region is in use.
  @unsafe
  static func isUnused(_ region: UnsafeMutablePointer<TLSFRegion>) -> Bool {
    let first = unsafe firstChunk(of: region)
    return first.isFree && first.isWhole
  }
}

/// What changes while a TLSF allocator is used.
///
/// Whatever it does with chunks takes a number of steps that does not depend on how many there are.
@safe
@usableFromInline
struct TLSFState: ~Copyable {
  let index: TLSFIndex
  var regions = _AddressTree<TLSFRegion>()
  /// The number of regions from the parent that no chunk is used of.
  var unusedCount = 0
  @usableFromInline var growth: GrowthPolicy
  /// The sizes of the region that was added first, of the one that was added last, and of all that are there, in bytes.
  private var firstByteCount = 0
  private var lastByteCount = 0
  var heldByteCount = 0
  @usableFromInline let live = LiveBlocks()

  @usableFromInline
  init(index memory: UnsafeMutableRawPointer, growth: GrowthPolicy) {
    index = unsafe TLSFIndex(memory: memory)
    self.growth = growth
    index.clear()
  }

  /// The size of the chunk for a request; `nil` when it is too large for any.
  static func chunkByteCount(for byteCount: Int) -> Int? {
    guard byteCount < TLSFClasses.limit - 2 * TLSFClasses.unit else { return nil }
    let whole = (byteCount &+ Chunk.headerByteCount &+ TLSFClasses.unit &- 1) & ~(TLSFClasses.unit &- 1)
    return max(whole, Chunk.leastByteCount)
  }

  /// How large a chunk must be to hold an aligned one of a size, and a free one before it.
  private static func byteCount(holding byteCount: Int, alignment: Int) -> Int? {
    if alignment <= TLSFClasses.unit { return byteCount }
    guard let sum = SizeArithmetic.sum(byteCount, alignment).flatMap({ SizeArithmetic.sum($0, Chunk.leastByteCount) }),
      sum < TLSFClasses.limit
    else { return nil }
    return sum
  }

  /// The size of the smallest region in which a request can be met; `nil` when it cannot be met in any.
  @usableFromInline
  static func regionByteCount(for byteCount: Int, alignment: Int) -> Int? {
    chunkByteCount(for: byteCount).flatMap { self.byteCount(holding: $0, alignment: alignment) }
      .map { $0 + TLSFRegion.overhead }
  }

  /// Takes a chunk for a request, and returns where its user's bytes begin.
  ///
  /// - Complexity: O(1).
  @usableFromInline
  mutating func take(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    guard let size = Self.chunkByteCount(for: byteCount),
      let enough = Self.byteCount(holding: size, alignment: alignment), let chunk = index.find(enough)
    else { return nil }
    index.remove(chunk)
    if chunk.isWhole { noteUnused(chunk, -1) }
    var used = chunk
    var total = chunk.byteCount
    if alignment > TLSFClasses.unit {
      let gap = unsafe Self.gap(at: UInt(bitPattern: chunk.address), alignment: UInt(alignment))
      if gap > 0 {
        used = chunk.chunk(at: gap)
        used.beginInUse(byteCount: total - gap, followsFree: true)
        chunk.beginFree(byteCount: gap, isFirst: chunk.isFirst)
        index.insert(chunk)
        total -= gap
      }
    }
    used.use()
    shorten(used, from: total, to: size)
    return unsafe used.address
  }

  /// The bytes to leave before an aligned address: none, or enough for a free chunk.
  private static func gap(at address: UInt, alignment: UInt) -> Int {
    var aligned = (address &+ alignment &- 1) & ~(alignment &- 1)
    while aligned != address && aligned &- address < UInt(Chunk.leastByteCount) { aligned &+= alignment }
    return Int(aligned &- address)
  }

  /// Makes what a chunk in use does not need a free chunk of its own, if that is large enough; what lies behind it is
  /// in use.
  private func shorten(_ chunk: Chunk, from total: Int, to size: Int) {
    let rest = total &- size
    guard rest >= Chunk.leastByteCount else { return }
    chunk.setByteCount(size)
    let free = chunk.chunk(at: size)
    free.beginFree(byteCount: rest, isFirst: false)
    index.insert(free)
  }

  /// Frees the chunk of a user's bytes, and joins it with its free neighbors.
  ///
  /// - Complexity: O(1).
  @usableFromInline
  mutating func put(_ address: UnsafeMutableRawPointer) {
    let chunk = unsafe Chunk(containing: address)
    precondition(!chunk.isFree, "a block was deallocated that is free already")
    var start = chunk
    var byteCount = chunk.byteCount
    let next = chunk.next
    if next.isFree {
      index.remove(next)
      byteCount &+= next.byteCount
    }
    if chunk.followsFree {
      start = chunk.previous
      index.remove(start)
      byteCount &+= start.byteCount
    }
    start.beginFree(byteCount: byteCount, isFirst: start.isFirst)
    if start.isWhole { noteUnused(start, 1) }
    index.insert(start)
  }

  /// Makes a chunk in use as large as a request needs: into the free chunk behind it, or the rest free.
  ///
  /// - Complexity: O(1).
  @usableFromInline
  mutating func resize(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
    guard let size = Self.chunkByteCount(for: byteCount) else { return false }
    let chunk = unsafe Chunk(containing: address)
    let old = chunk.byteCount
    if size == old { return true }
    let next = chunk.next
    var total = old
    if next.isFree { total &+= next.byteCount }
    guard size <= total else { return false }
    if size < old && !next.isFree {
      shorten(chunk, from: old, to: size)
      return true
    }
    if next.isFree {
      index.remove(next)
      chunk.setByteCount(total)
      chunk.use()
    }
    shorten(chunk, from: total, to: size)
    return true
  }

  /// Counts a region that is not used any more, or is used again, by its only chunk.
  private mutating func noteUnused(_ chunk: Chunk, _ change: Int) {
    if unsafe TLSFRegion.containing(first: chunk).pointee.isFromParent { unusedCount &+= change }
  }

  /// Whether a region from the parent holds no block.
  @usableFromInline
  var hasUnused: Bool { unusedCount > 0 }

  /// The size of the next region where the request does not need a larger one.
  ///
  /// Doubling goes by what is held, too: regions that were returned, and one that was large for a single request, do not
  /// make those after them ever larger.
  @usableFromInline
  var plannedByteCount: Int {
    switch growth {
    case .fixed, .constant: firstByteCount
    case .doubling: min(growth.successor(of: lastByteCount), heldByteCount + firstByteCount)
    }
  }

  /// Adds memory, all of which is one free chunk at first.
  ///
  /// - Parameters:
  ///   - start: Where it begins; a multiple of two words.
  ///   - byteCount: Its size, a multiple of two words.
  ///   - isFromParent: Whether it returns to the parent at the end.
  /// - Returns: Whether it was large enough. It may be larger than the largest chunk: what is too much is not used.
  @usableFromInline
  mutating func add(_ start: UnsafeMutableRawPointer, byteCount: Int, isFromParent: Bool) -> Bool {
    guard byteCount >= TLSFRegion.overhead + Chunk.leastByteCount else { return false }
    let region = unsafe start.assumingMemoryBound(to: TLSFRegion.self)
    unsafe region.initialize(to: TLSFRegion(byteCount: byteCount, isFromParent: isFromParent))
    unsafe regions.insert(region)
    if firstByteCount == 0 { firstByteCount = byteCount }
    lastByteCount = byteCount
    heldByteCount += byteCount
    unsafe fill(region)
    return true
  }

  @unsafe
  mutating func fill(_ region: UnsafeMutablePointer<TLSFRegion>) {
    let room = unsafe region.pointee.byteCount - TLSFRegion.overhead
    let byteCount = min(room, TLSFClasses.limit - TLSFClasses.unit)
    let chunk = unsafe TLSFRegion.firstChunk(of: region)
    chunk.chunk(at: byteCount).beginInUse(byteCount: 0, followsFree: true)
    chunk.beginFree(byteCount: byteCount, isFirst: true)
    noteUnused(chunk, 1)
    index.insert(chunk)
  }
}
