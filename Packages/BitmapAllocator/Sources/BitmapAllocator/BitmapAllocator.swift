/// Equal cells, of which a block takes as many as it needs, side by side; which of them are free is kept in bits.
///
/// Choose it where blocks are small multiples of one size and come and go in any order: pages of a region, tiles,
/// sectors, messages of one to some cells. Nothing is stored in or beside a cell, so that cells may be memory that
/// should not be touched, and whoever overruns a block destroys no list. Where every block has one size, and freed
/// cells may hold a link, `FreeListAllocator` is faster still.
///
/// Allocating a cell and freeing it take constant time, with ten thousand cells or a million, however many of them are
/// in use: a tree of 64 branches leads to a word with a free bit. A block of up to 64 cells is found by the longest run
/// of each word; longer ones, and those that lie across words only, by a tree of the longest runs of 2048 cells each,
/// which is kept from the first such block on. Both take O(log cells), amortized, whatever comes and goes between them;
/// only an alignment above that of the cells may take a look at all words, when no run is free that is longer by the
/// alignment than the block. It costs one allocation of its parent: the cells, two bits for each, a third of a bit for
/// the trees, and some 150 bytes.
///
/// It passes nothing on but that allocation. It refuses requests for which no run of cells is free, and alignments
/// above the one that it was made with. Every build stops the program when it is reset or destroyed before its blocks;
/// debug builds at a double free, a foreign block, a wrong size; release builds at a block that does not begin where
/// one was allocated (a `precondition`, without a text). It is not thread-safe.
///
/// ```swift
/// let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 10_000)
/// let block = try cells.allocate(byteCount: 200, alignment: 16)   // four cells
/// cells.deallocate(block)
/// ```
@safe
@frozen
public struct BitmapAllocator<Parent: Allocator & ~Copyable & ~Escapable>: BlockLocator, ~Copyable, ~Escapable {
  // The parent lies behind the state, not in here. Swift 6.3 at `-O` loses the `deinit` of a generic struct whose
  // layout depends on its parameter, for example where a generic class stores it.
  @usableFromInline let state: UnsafeMutablePointer<BitmapState>
  /// The first cell.
  @usableFromInline let base: UnsafeMutableRawPointer
  /// The size of a cell, in bytes.
  public let cellByteCount: Int
  /// The strictest alignment that blocks can have, in bytes; the first cell has it.
  public let maximumAlignment: Int
  /// The alignment of every cell, in bytes: what the first one's alignment and the size leave of each other.
  @usableFromInline let cellAlignment: Int
  /// The binary logarithm of the size of a cell, or -1 when it is no power of two.
  @usableFromInline let cellShift: Int
  @usableFromInline let anchor = DeinitAnchor()

  /// `cellCount` free cells in one allocation of `parent`.
  ///
  /// - Parameters:
  ///   - cellByteCount: The size of a cell, in bytes; at least 1.
  ///   - cellCount: How many cells there are, at least 1.
  ///   - alignment: The strictest alignment that blocks can have, in bytes; a power of two. Cells of 48 bytes are
  ///     aligned to 16 each, and every fourth to 64.
  ///   - parent: Where the memory comes from.
  /// - Throws: `AllocationError.outOfMemory` when the parent has no room, also when the sizes are more than memory can
  ///   hold; `AllocationError.unsupportedAlignment` when the parent never allocates blocks so aligned.
  /// - Complexity: O(`cellCount` / 64) and one allocation.
  @_lifetime(copy parent)
  @inlinable
  public init(
    cellByteCount: Int, cellCount: Int, alignment: Int = 16, parent: consuming Parent
  ) throws(AllocationError) {
    if cellByteCount < 1 { _stop("a BitmapAllocator needs cells of at least 1 byte") }
    if cellCount < 1 { _stop("a BitmapAllocator needs at least 1 cell") }
    if !SizeArithmetic.isPowerOfTwo(alignment) {
      _stop("the alignment of a BitmapAllocator is not a power of two")
    }
    guard
      let byteCount = BitmapLayout.byteCount(
        cellByteCount: cellByteCount, cellCount: cellCount, parent: Parent.self),
      let cellsByteCount = BitmapLayout.cellsByteCount(cellByteCount: cellByteCount, cellCount: cellCount)
    else { throw .outOfMemory }
    let chunk = try unsafe parent.allocate(
      byteCount: byteCount, alignment: Self.chunkAlignment(maximumAlignment: alignment))
    unsafe base = chunk.address
    unsafe state = (chunk.address + cellsByteCount).bindMemory(to: BitmapState.self, capacity: 1)
    self.cellByteCount = cellByteCount
    maximumAlignment = alignment
    cellAlignment = min(alignment, cellByteCount & (0 &- cellByteCount))
    cellShift = SizeArithmetic.isPowerOfTwo(cellByteCount) ? cellByteCount.trailingZeroBitCount : -1
    let bits = unsafe (UnsafeMutableRawPointer(state) + BitmapLayout.bitsOffset(Parent.self)).bindMemory(
      to: UInt64.self, capacity: BitmapLayout.bitsByteCount(cellCount: cellCount) / 8)
    unsafe state.initialize(to: BitmapState(bits: bits, cellCount: cellCount))
    unsafe state.pointee.clear()
    unsafe parentAddress._initializeNonescapable(to: parent)
  }

  @inlinable
  deinit {
    unsafe state.pointee.live.expectNone(
      of: "BitmapAllocator", event: "was destroyed", unless: freeCellCount == cellCount)
    let byteCount = unsafe BitmapLayout.byteCount(
      cellByteCount: cellByteCount, cellCount: state.pointee.cellCount, parent: Parent.self)
    let parent: Parent = unsafe parentAddress._takeNonescapable()
    unsafe state.deinitialize(count: 1)
    unsafe parent.deallocate(
      Block(
        address: base, byteCount: byteCount.unsafelyUnwrapped,
        alignment: Self.chunkAlignment(maximumAlignment: maximumAlignment)))
  }

  @inlinable
  static func chunkAlignment(maximumAlignment: Int) -> Int {
    max(maximumAlignment, 16, MemoryLayout<Parent>.alignment)
  }

  /// Where the parent lies.
  @inlinable
  var parentAddress: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(state) + BitmapLayout.parentOffset(Parent.self)
  }

  /// Allocates as many cells, side by side, as the size needs.
  ///
  /// - Returns: A block, or `nil` when no such run of cells is free, or none so aligned.
  /// - Complexity: O(1) for a cell whose word was used last, O(log cells) for any cell; for several cells O(log cells)
  ///   amortized and O(cells of the block / 64), or as the type's description says for strict alignments.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let first =
      _fastPath(byteCount <= cellByteCount && alignment <= cellAlignment)
      ? unsafe state.pointee.takeCell() : takeRun(byteCount: byteCount, alignment: alignment)
    guard let first else { return nil }
    let block = unsafe Block(address: address(of: first), byteCount: byteCount, alignment: alignment)
    unsafe state.pointee.live.insert(block)
    return unsafe block
  }

  @inlinable
  @inline(never)
  borrowing func takeRun(byteCount: Int, alignment: Int) -> Int? {
    guard alignment <= maximumAlignment else { return nil }
    let step = max(1, alignment >> cellByteCount.trailingZeroBitCount)
    return unsafe state.pointee.takeRun(of: cellCount(for: byteCount), step: step)
  }

  /// Frees the cells of a block.
  ///
  /// - Complexity: O(1 + cells of the block / 64).
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe state.pointee.live.remove(block, of: "BitmapAllocator", isOwned: owns(block))
    let first = unsafe cell(at: block.address)
    unsafe precondition(state.pointee.beginsBlock(first), "no block begins where one was deallocated")
    if unsafe _fastPath(block.byteCount <= cellByteCount) {
      unsafe state.pointee.putCell(first)
    } else {
      unsafe state.pointee.putRun(first..<first + cellCount(for: block.byteCount))
    }
  }

  /// How many cells a request takes.
  @inlinable
  borrowing func cellCount(for byteCount: Int) -> Int {
    if byteCount <= cellByteCount { return 1 }
    return quotient(byteCount - 1) + 1
  }

  /// A number of bytes in whole cells, rounded down.
  @inline(always)
  @inlinable
  borrowing func quotient(_ byteCount: Int) -> Int {
    cellShift >= 0 ? byteCount &>> cellShift : byteCount / cellByteCount
  }

  @inline(always)
  @inlinable
  borrowing func address(of cell: Int) -> UnsafeMutableRawPointer {
    unsafe base + (cellShift >= 0 ? cell &<< cellShift : cell &* cellByteCount)
  }

  /// The cell that an address lies in.
  @inline(always)
  @inlinable
  borrowing func cell(at address: UnsafeRawPointer) -> Int { unsafe quotient(address - UnsafeRawPointer(base)) }
}

extension BitmapAllocator: Escapable where Parent: Escapable & ~Copyable {}
extension BitmapAllocator: SelfContainedAllocator where Parent: SelfContainedAllocator & ~Copyable & ~Escapable {}

extension BitmapAllocator where Parent == SystemAllocator {
  /// `cellCount` free cells in one allocation of the system.
  ///
  /// - Parameters:
  ///   - cellByteCount: The size of a cell, in bytes; at least 1.
  ///   - cellCount: How many cells there are, at least 1.
  ///   - alignment: The strictest alignment that blocks can have, in bytes; a power of two.
  /// - Throws: `AllocationError.outOfMemory` when the system has no room, also when the sizes are more than memory can
  ///   hold.
  /// - Complexity: O(`cellCount` / 64) and one allocation.
  @inlinable
  public init(cellByteCount: Int, cellCount: Int, alignment: Int = 16) throws(AllocationError) {
    try self.init(
      cellByteCount: cellByteCount, cellCount: cellCount, alignment: alignment, parent: SystemAllocator())
  }
}
