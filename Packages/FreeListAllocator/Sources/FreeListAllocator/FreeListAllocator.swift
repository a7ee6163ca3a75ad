/// A pool of blocks of one size: the fastest allocator there is for them, in either direction.
///
/// Choose it where many objects of one size come and go in any order: nodes, connections, packets, messages. Allocating
/// takes the block that was freed last, freeing puts it back, a handful of instructions each, and no size or header is
/// stored beside a block. For values of one type use ``Pool``, which is the same with types; for objects that end
/// together, an arena.
///
/// It costs one allocation of its parent for all blocks, made in constant time: blocks are carved when they are first
/// needed, so that memory nobody uses is not touched. A block takes its size, rounded up to its alignment and to a
/// pointer; a multiple of 512 bytes gets one cache line more, which keeps the blocks' beginnings out of each other's
/// way in the cache. 144 bytes and the parent itself come on top, once for the whole pool, and 40 bytes for each chunk
/// that it grows by.
///
/// With a `GrowthPolicy` other than `.fixed` it asks its parent for another chunk of blocks when the first is used up,
/// and for a smaller one where the parent refuses. Nothing else reaches the parent. Chunks return to it when the pool
/// is destroyed, and those without a block in use by ``releaseUnused()``.
///
/// It refuses requests that are larger or more strictly aligned than its blocks, and all requests when it is used up. A
/// smaller request is served by a whole block. Every build stops the program when the pool is reset, replaced or
/// destroyed while a block is in use, at the cost of counting them, two instructions a block. Checked builds, debug
/// ones and those with the trait `Hardened`, stop it at a double free, a foreign block and a wrong size, too.
///
/// ```swift
/// let pool = try FreeListAllocator(blockByteCount: 1024, blockCount: 64)
/// let block = try pool.allocate(byteCount: 1000, alignment: 16)
/// pool.deallocate(block)
/// ```
///
/// Properties are O(1); every other operation says what it costs.
@safe
@frozen
public struct FreeListAllocator<Parent: Allocator & ~Copyable & ~Escapable>: BlockLocator, ~Copyable, ~Escapable {
  @usableFromInline let core: FreeListCore<Parent>
  @usableFromInline let anchor = DeinitAnchor()

  /// A pool of `blockCount` blocks in one allocation of `parent`.
  ///
  /// - Parameters:
  ///   - blockByteCount: The size of a block, in bytes; at least 1.
  ///   - blockCount: How many blocks there are at first; zero or more.
  ///   - blockAlignment: The alignment of the blocks, in bytes; a power of two.
  ///   - growth: How many blocks are added when these are used up.
  ///   - parent: Where the memory comes from.
  /// - Throws: `AllocationError.outOfMemory` when the parent has no room, also when the sizes are more than memory can
  ///   hold; `AllocationError.unsupportedAlignment` when the parent never allocates blocks so aligned.
  /// - Complexity: O(1) and one allocation, however many blocks there are.
  @_lifetime(copy parent)
  @inlinable
  public init(
    blockByteCount: Int, blockCount: Int, blockAlignment: Int = 16, growth: GrowthPolicy = .fixed,
    parent: consuming Parent
  ) throws(AllocationError) {
    core = try FreeListCore(
      blockByteCount: blockByteCount, blockCount: blockCount, blockAlignment: blockAlignment, growth: growth,
      isTyped: false, parent: parent)
  }

  @inlinable
  deinit { core.destroy() }

  /// The size of a block, in bytes: the largest request that is served.
  @inlinable
  public var blockByteCount: Int { core.blockByteCount }

  /// The alignment of every block, in bytes: at least what was asked for, and at least that of a pointer.
  @inlinable
  public var blockAlignment: Int { core.blockAlignment }

  /// Allocates a block, or returns `nil` when the request is larger or more strictly aligned than the blocks, or none
  /// is free.
  ///
  /// - Complexity: O(1), and the parent's cost when the pool grows.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard _fastPath(byteCount <= blockByteCount), _fastPath(hasBlocks(alignedTo: alignment)),
      let address = unsafe core.takeBlock()
    else { return nil }
    let block = unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
    unsafe core.state.pointee.live.insert(block)
    return unsafe block
  }

  /// Deallocates a block; it is the next one to be allocated.
  ///
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe core.state.pointee.live.remove(block, of: core.state.pointee.name, isOwned: owns(block))
    unsafe FreeListState.put(block.address, into: core.state)
  }

  /// Succeeds within the size of a block, and never beyond: each block is all the room there is.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    unsafe core.state.pointee.live.check(block, of: core.state.pointee.name, isOwned: owns(block))
    guard byteCount <= blockByteCount else { return false }
    unsafe block.byteCount = byteCount
    unsafe core.state.pointee.live.update(block)
    return true
  }

  /// Resizes in place; moving would not help, since all blocks are of one size.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe resize(&block, byteCount: byteCount)
  }

  /// The size of a block, for everything that fits into one.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return max(byteCount, blockByteCount)
  }

  /// Whether the blocks are aligned so strictly.
  @inline(always)
  @inlinable
  borrowing func hasBlocks(alignedTo alignment: Int) -> Bool {
    // The first comparison is for the compiler: it evaluates it for constants.
    alignment <= FreeListLayout.linkByteCount || alignment <= blockAlignment
  }

  /// Whether the blocks are aligned so strictly; true of sizes that are larger than the blocks.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    byteCount > blockByteCount || hasBlocks(alignedTo: alignment)
  }

  /// Whether `block` begins in the blocks of this pool.
  ///
  /// - Complexity: O(1) for blocks of the first chunk, otherwise O(log chunks), expected.
  @inline(always)
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    unsafe core.holds(block.address)
  }
}

extension FreeListAllocator: Escapable where Parent: Escapable & ~Copyable {}
extension FreeListAllocator: SelfContainedAllocator where Parent: SelfContainedAllocator & ~Copyable & ~Escapable {}

extension FreeListAllocator where Parent == SystemAllocator {
  /// A pool of `blockCount` blocks in one allocation of the system.
  ///
  /// - Parameters:
  ///   - blockByteCount: The size of a block, in bytes; at least 1.
  ///   - blockCount: How many blocks there are at first; zero or more.
  ///   - blockAlignment: The alignment of the blocks, in bytes; a power of two.
  ///   - growth: How many blocks are added when these are used up.
  /// - Throws: `AllocationError.outOfMemory` when the system has no room, also when the sizes are more than memory can
  ///   hold.
  /// - Complexity: O(1) and one allocation, however many blocks there are.
  @inlinable
  public init(
    blockByteCount: Int, blockCount: Int, blockAlignment: Int = 16, growth: GrowthPolicy = .fixed
  ) throws(AllocationError) {
    try self.init(
      blockByteCount: blockByteCount, blockCount: blockCount, blockAlignment: blockAlignment, growth: growth,
      parent: SystemAllocator())
  }
}
