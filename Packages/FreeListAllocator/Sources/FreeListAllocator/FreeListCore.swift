/// The memory of a pool and what is done with it, without owning it: what ``FreeListAllocator`` and ``Pool`` have in
/// common. Its owner destroys it once.
@safe
@frozen
@usableFromInline
struct FreeListCore<Parent: Allocator & ~Copyable & ~Escapable> {
  // The parent lies behind the state, not in here. Swift 6.3 at `-O` loses the `deinit` of a generic struct whose
  // layout depends on its parameter, for example where a generic class stores it.
  @usableFromInline let state: UnsafeMutablePointer<FreeListState>
  /// The first block; `state` is where the blocks of the first chunk end.
  @usableFromInline let base: UnsafeMutableRawPointer
  @usableFromInline let blockByteCount: Int
  @usableFromInline let blockAlignment: Int

  @inlinable
  init(
    blockByteCount: Int, blockCount: Int, blockAlignment: Int, growth: GrowthPolicy, isTyped: Bool,
    parent: consuming Parent
  ) throws(AllocationError) {
    FreeListLayout.check(blockByteCount: blockByteCount, blockCount: blockCount, blockAlignment: blockAlignment)
    let alignment = max(blockAlignment, FreeListLayout.linkByteCount, MemoryLayout<Parent>.alignment)
    let headerByteCount = FreeListLayout.headerByteCount(parent: Parent.self)
    guard let stride = FreeListLayout.stride(forBlocksOf: blockByteCount, alignment: alignment),
      let byteCount = FreeListLayout.chunkByteCount(
        blockCount: blockCount, stride: stride, recordByteCount: headerByteCount)
    else { throw .outOfMemory }
    assert(MemoryLayout<FreeListState>.size <= FreeListLayout.stateByteCount)
    let chunk = try unsafe parent.allocate(byteCount: byteCount, alignment: alignment)
    unsafe base = chunk.address
    unsafe state = (chunk.address + blockCount * stride).bindMemory(to: FreeListState.self, capacity: 1)
    self.blockByteCount = blockByteCount
    self.blockAlignment = alignment
    unsafe state.initialize(
      to: FreeListState(
        blocks: base, record: Self.firstChunk(of: state), blockCount: blockCount, stride: stride, growth: growth,
        isTyped: isTyped))
    unsafe parentAddress._initializeNonescapable(to: parent)
  }

  /// Returns all memory to the parent, and destroys it; stops the program when a block is in use.
  @inlinable
  func destroy() {
    unsafe state.pointee.expectNoLiveBlock("was destroyed")
    unsafe returnChunks(from: state.pointee.first.next)
    let byteCount =
      unsafe state.pointee.first.blockCount * state.pointee.stride
      + FreeListLayout.headerByteCount(parent: Parent.self)
    let parent: Parent = unsafe parentAddress._takeNonescapable()
    unsafe state.deinitialize(count: 1)
    unsafe parent.deallocate(Block(address: base, byteCount: byteCount, alignment: blockAlignment))
  }

  /// Where the parent lies.
  @inlinable
  var parentAddress: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(state) + FreeListLayout.parentOffset(Parent.self)
  }

  /// The record of the first chunk, which is a part of the state.
  @unsafe
  @inlinable
  static func firstChunk(of state: UnsafeMutablePointer<FreeListState>) -> UnsafeMutablePointer<FreeListChunk> {
    unsafe (UnsafeMutableRawPointer(state)).assumingMemoryBound(to: FreeListChunk.self)
  }

  /// Whether an address lies in the blocks of this pool.
  @inline(always)
  @inlinable
  func holds(_ address: UnsafeMutableRawPointer) -> Bool {
    let offset = unsafe UInt(bitPattern: address) &- UInt(bitPattern: base)
    if unsafe offset < UInt(bitPattern: state) &- UInt(bitPattern: base) { return true }
    return unsafe state.pointee.first.next != nil && state.pointee.chunk(holding: address) != nil
  }

  /// Takes the block that was freed last, or else another one.
  @unsafe
  @inline(always)
  @inlinable
  func takeBlock() -> UnsafeMutableRawPointer? {
    let head = unsafe state.pointee.head
    guard _fastPath(unsafe head != nil), let head = unsafe head else {
      return unsafe state.pointee.canRefill ? takeFreshBlock() : nil
    }
    unsafe state.pointee.head = head.load(as: UnsafeMutableRawPointer?.self)
    unsafe state.pointee.liveCount &+= 1
    return unsafe head
  }

  /// The list is empty: carves a block, and grows when there is none to carve.
  @unsafe
  @inlinable
  @inline(never)
  func takeFreshBlock() -> UnsafeMutableRawPointer? {
    guard let block = unsafe state.pointee.carve() ?? (grow() ? state.pointee.carve() : nil) else { return nil }
    unsafe state.pointee.liveCount &+= 1
    return unsafe block
  }
}
