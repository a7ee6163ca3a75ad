/// Blocks of 1, 2, 4, … units, each of which is split into two buddies or joined with its own.
///
/// Choose it where sizes vary widely, where blocks must be aligned to their size, and where memory must not crumble
/// over a long time: pages of a region, buffers of a device, spans of another allocator. A block's size is a power of
/// two, so that a quarter of the memory is lost on average where sizes are arbitrary, and none where they are powers of
/// two.
///
/// Allocating, deallocating and resizing take O(log units) each. Nothing is stored in or beside a block: which blocks
/// are free is kept in a set for each order, and the order of a live block in a byte for its first unit, so that units
/// may be memory that should not be touched. It costs one allocation of its parent: the units, one and a quarter bytes
/// for each, and some hundred bytes and 16 for each order. Freed blocks join their buddies at once.
///
/// It passes nothing on but that allocation. It refuses requests for which no block is free, and alignments above the
/// one that it was made with. Every build stops the program when it is reset or destroyed before its blocks; debug
/// builds at a double free, a foreign block, a wrong size; release builds at a block that does not begin where one of
/// its size was allocated (a `precondition`, without a text). It is not thread-safe.
///
/// ```swift
/// let blocks = try BuddyAllocator(unitByteCount: 64, unitCount: 1 << 16)   // 4 MB
/// let block = try blocks.allocate(byteCount: 300, alignment: 16)           // 512 bytes
/// blocks.deallocate(block)
/// ```
@safe
@frozen
public struct BuddyAllocator<Parent: Allocator & ~Copyable & ~Escapable>: BlockLocator, ~Copyable, ~Escapable {
  // The parent lies behind the state, not in here. Swift 6.3 at `-O` loses the `deinit` of a generic struct whose
  // layout depends on its parameter, for example where a generic class stores it.
  @usableFromInline let state: UnsafeMutablePointer<BuddyState>
  /// The first unit.
  @usableFromInline let base: UnsafeMutableRawPointer
  /// The size of the smallest block, in bytes; a power of two.
  public let unitByteCount: Int
  /// The strictest alignment that blocks can have, in bytes; the first unit has it. A block is aligned to its size, up
  /// to this.
  public let maximumAlignment: Int
  @usableFromInline let anchor = DeinitAnchor()

  /// `unitCount` free units in one allocation of `parent`.
  ///
  /// - Parameters:
  ///   - unitByteCount: The size of the smallest block, in bytes; a power of two, at least 16.
  ///   - unitCount: How many units there are, at least 1. A power of two makes them one block at first; any other
  ///     number, as few as there are ones in it.
  ///   - alignment: The strictest alignment that blocks can have, in bytes; a power of two.
  ///   - parent: Where the memory comes from.
  /// - Throws: `AllocationError.outOfMemory` when the parent has no room, also when the sizes are more than memory can
  ///   hold; `AllocationError.unsupportedAlignment` when the parent never allocates blocks so aligned.
  /// - Complexity: O(`unitCount`) and one allocation.
  @_lifetime(copy parent)
  @inlinable
  public init(
    unitByteCount: Int, unitCount: Int, alignment: Int = 16, parent: consuming Parent
  ) throws(AllocationError) {
    if !SizeArithmetic.isPowerOfTwo(unitByteCount) || unitByteCount < 16 {
      _stop("the unit of a BuddyAllocator is a power of two, and at least 16 bytes")
    }
    if unitCount < 1 { _stop("a BuddyAllocator needs at least 1 unit") }
    if !SizeArithmetic.isPowerOfTwo(alignment) {
      _stop("the alignment of a BuddyAllocator is not a power of two")
    }
    guard
      let byteCount = BuddyLayout.byteCount(
        unitByteCount: unitByteCount, unitCount: unitCount, parent: Parent.self)
    else { throw .outOfMemory }
    let chunk = try unsafe parent.allocate(
      byteCount: byteCount, alignment: Self.chunkAlignment(maximumAlignment: alignment))
    unsafe base = chunk.address
    unsafe state = (chunk.address + unitCount * unitByteCount).bindMemory(to: BuddyState.self, capacity: 1)
    self.unitByteCount = unitByteCount
    maximumAlignment = alignment
    let sets = unsafe UnsafeMutableRawPointer(state) + BuddyLayout.setsOffset(Parent.self)
    unsafe state.initialize(to: BuddyState(unitCount: unitCount, memory: sets))
    unsafe parentAddress._initializeNonescapable(to: parent)
  }

  @inlinable
  deinit {
    unsafe state.pointee.live.expectNone(
      of: "BuddyAllocator", event: "was destroyed", unless: freeUnitCount == unitCount)
    let byteCount = heldByteCount
    let parent: Parent = unsafe parentAddress._takeNonescapable()
    unsafe state.deinitialize(count: 1)
    unsafe parent.deallocate(
      Block(
        address: base, byteCount: byteCount, alignment: Self.chunkAlignment(maximumAlignment: maximumAlignment)))
  }

  @inlinable
  static func chunkAlignment(maximumAlignment: Int) -> Int {
    max(maximumAlignment, 16, MemoryLayout<Parent>.alignment)
  }

  /// Where the parent lies.
  @inlinable
  var parentAddress: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(state) + BuddyLayout.parentOffset(Parent.self)
  }

  /// Allocates a block of the next power of two.
  ///
  /// - Returns: A block, or `nil` when none of that size is free.
  /// - Complexity: O(log units).
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard alignment <= maximumAlignment,
      let unit = unsafe state.pointee.take(order(for: byteCount, alignment: alignment))
    else { return nil }
    let block = unsafe Block(
      address: base + unit &<< unitByteCount.trailingZeroBitCount, byteCount: byteCount, alignment: alignment)
    unsafe state.pointee.live.insert(block)
    return unsafe block
  }

  /// Frees a block, and joins it with its buddy where that is free.
  ///
  /// - Complexity: O(log units).
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe state.pointee.live.remove(block, of: "BuddyAllocator", isOwned: owns(block))
    unsafe state.pointee.put(unit(at: block.address), order(for: block.byteCount, alignment: block.alignment))
  }

  /// Joins the block with the free buddies behind it, or splits off what it no longer needs.
  ///
  /// - Complexity: O(log units).
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    unsafe state.pointee.live.check(block, of: "BuddyAllocator", isOwned: owns(block))
    let old = unsafe order(for: block.byteCount, alignment: block.alignment)
    let new = unsafe order(for: byteCount, alignment: block.alignment)
    guard unsafe old == new || state.pointee.resize(unit(at: block.address), from: old, to: new) else { return false }
    unsafe block.byteCount = byteCount
    unsafe state.pointee.live.update(block)
    return true
  }

  /// The order of the block that a request takes: the binary logarithm of its units.
  @inlinable
  borrowing func order(for byteCount: Int, alignment: Int) -> Int {
    SizeArithmetic.ceilingOfBinaryLogarithm(max(byteCount, alignment, unitByteCount))
      &- unitByteCount.trailingZeroBitCount
  }

  /// The unit that an address lies in.
  @inlinable
  borrowing func unit(at address: UnsafeRawPointer) -> Int {
    unsafe (address - UnsafeRawPointer(base)) >> unitByteCount.trailingZeroBitCount
  }
}

extension BuddyAllocator: Escapable where Parent: Escapable & ~Copyable {}
extension BuddyAllocator: SelfContainedAllocator where Parent: SelfContainedAllocator & ~Copyable & ~Escapable {}

extension BuddyAllocator where Parent == SystemAllocator {
  /// `unitCount` free units in one allocation of the system.
  ///
  /// - Parameters:
  ///   - unitByteCount: The size of the smallest block, in bytes; a power of two, at least 16.
  ///   - unitCount: How many units there are, at least 1.
  ///   - alignment: The strictest alignment that blocks can have, in bytes; a power of two.
  /// - Throws: `AllocationError.outOfMemory` when the system has no room, also when the sizes are more than memory can
  ///   hold.
  /// - Complexity: O(`unitCount`) and one allocation.
  @inlinable
  public init(unitByteCount: Int, unitCount: Int, alignment: Int = 16) throws(AllocationError) {
    try self.init(
      unitByteCount: unitByteCount, unitCount: unitCount, alignment: alignment, parent: SystemAllocator())
  }
}
