public import AllocatorCore

/// An allocator for all threads, with a cache for each: small blocks come and go without a lock.
///
/// Choose it in front of an allocator that is thread-safe but not fast when shared, such as one behind a lock. Each
/// thread keeps freed blocks by size class in magazines, which are filled and emptied in one call for many blocks. A
/// block that another thread allocated is put into the cache of the thread that frees it, as its own would be.
///
/// Up to 1024 bytes at alignments of up to 16, an operation takes some fifteen instructions and no atomic one. A full
/// magazine goes to a depot that all threads share, in O(1) and without a lock, and from there to a thread that needs it.
/// A thread's cache holds up to two magazines a class, of 64 blocks and `magazineByteCount` bytes each, or of two
/// blocks. Threads beyond `byteCount` for all caches together go to the base. A thread's blocks return when it ends,
/// except in the main thread, or with ``releaseUnused()``.
///
/// Everything larger or more strictly aligned is passed on, as are magazines that the depot has no room for. The base
/// is asked for blocks of the size of the class. It refuses what the base refuses, also when this thread's cache and
/// the depot have returned to it. Up to 62 of these exist at a time with a cache; further ones work without. It must be
/// destroyed when no thread uses it any more; the threads may live on. Debug builds, and release builds with the trait
/// `Hardened`, stop at a block that is in the thread's cache already.
///
/// Nothing is cached across a call, so that a task may continue on another thread at any `await`.
///
/// Each operation is O(1), and costs what the base costs where it is passed on, unless it says otherwise.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@safe
@frozen
public struct ThreadCachedAllocator<Base: Allocator & Sendable & ~Copyable>: ~Copyable {
  @usableFromInline let caches: ThreadCaches<BlockLists<Base>>
  /// The slot of the thread's table that leads to its cache; none when it is 64.
  @usableFromInline let slot: Int
  @usableFromInline let anchor = DeinitAnchor()

  /// Puts caches in front of an allocator.
  ///
  /// - Parameters:
  ///   - base: Where blocks come from; thread-safe.
  ///   - magazineByteCount: The bytes of blocks that a magazine holds, about; at least two blocks.
  ///   - byteCount: The most that all caches hold together, in bytes; the depot holds up to a fourth of it.
  /// - Throws: `AllocationError` of the base, which is asked for some kilobytes.
  /// - Complexity: O(1) and one allocation of the base.
  @inlinable
  public init(
    _ base: consuming Base, magazineByteCount: Int = 2048, byteCount: Int = 64 << 20
  ) throws(AllocationError) {
    try self.init(base, slot: ThreadSlots.claim(), magazineByteCount: magazineByteCount, byteCount: byteCount)
  }

  @inlinable
  init(_ base: consuming Base, slot: Int?, magazineByteCount: Int, byteCount: Int) throws(AllocationError) {
    self.slot = slot ?? ThreadSlots.count
    let isAligned = base.supports(
      byteCount: ThreadCacheState<BlockLists<Base>>.wholeByteCount,
      alignment: ThreadCacheState<BlockLists<Base>>.alignment)
    guard
      let caches = unsafe Caches.make(
        BlockLists(base), magazineByteCount: magazineByteCount, byteCount: byteCount)
    else {
      if let slot { ThreadSlots.relinquish(slot) }
      throw isAligned ? .outOfMemory : .unsupportedAlignment
    }
    unsafe self.caches = unsafe caches
  }

  @usableFromInline typealias Caches = ThreadCaches<BlockLists<Base>>
  @inlinable var state: UnsafeMutablePointer<ThreadCacheState<BlockLists<Base>>> { unsafe caches.state }

  @inlinable
  deinit {
    let caches = unsafe caches
    ThreadSlots.withoutThreadsEnding { unsafe caches.endAll() }
    unsafe caches.emptyDepot()
    if slot < ThreadSlots.count { ThreadSlots.relinquish(slot) }
    unsafe caches.destroy()
  }

  /// This thread's magazines; `nil` before they are made.
  @inline(always)
  @inlinable
  var magazines: Magazines? {
    slot < ThreadSlots.count ? unsafe Magazines.ofThread(slot: slot) : nil
  }

  /// A request's size as classes have it; more than the largest when it is not cached.
  @inline(always)
  @inlinable
  static func roundedByteCount(_ byteCount: Int, alignment: Int) -> Int {
    guard unsafe byteCount <= Magazines.largestByteCount, alignment <= 16 else { return .max }
    return (byteCount &+ alignment &- 1) & (0 &- alignment)
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ThreadCachedAllocator: @unchecked Sendable where Base: ~Copyable {}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ThreadCachedAllocator: Allocator where Base: ~Copyable {
  /// Allocates from this thread's cache, or the base.
  ///
  /// - Complexity: O(1), and once in a magazine the base's cost for as many blocks; once in 256 of these, that of returning
  ///   what stayed unused in the thread's cache and in the depot; that of returning all of it where the base refuses.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let rounded = Self.roundedByteCount(byteCount, alignment: alignment)
    guard unsafe _fastPath(rounded <= Magazines.largestByteCount) else {
      return unsafe state.pointee.base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
        ?? allocateAgain(byteCount: byteCount, alignment: alignment)
    }
    if let magazines = unsafe magazines,
      let address = unsafe Magazines.take(magazines.magazine(forByteCount: rounded))
    {
      return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
    }
    guard let address = unsafe caches.allocate(rounded, slot: slot) else { return nil }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// A block that the base refused, once it has back what is cached.
  @inline(never)
  @inlinable
  borrowing func allocateAgain(byteCount: Int, alignment: Int) -> Block? {
    guard supports(byteCount: byteCount, alignment: alignment) else { return nil }
    unsafe caches.returnCached(slot: slot)
    return unsafe state.pointee.base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Deallocates into this thread's cache, whichever thread allocated the block.
  ///
  /// - Complexity: O(1), and once in a magazine the depot's or the base's cost for as many blocks; once in 256 of these,
  ///   the same as an allocation.
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    let rounded = unsafe Self.roundedByteCount(block.byteCount, alignment: block.alignment)
    guard unsafe _fastPath(rounded <= Magazines.largestByteCount) else {
      return unsafe state.pointee.base.deallocate(block)
    }
    if let magazines = unsafe magazines {
      unsafe magazines.expectNotHeld(Caches.index(for: rounded), block.address)
      if unsafe Magazines.put(magazines.magazine(forByteCount: rounded), block.address) { return }
    }
    unsafe caches.deallocate(block.address, index: Caches.index(for: rounded), slot: slot)
  }

  /// Succeeds within a class; larger blocks are resized by the base.
  ///
  /// - Complexity: O(1), or the base's.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    let old = unsafe Self.roundedByteCount(block.byteCount, alignment: block.alignment)
    let new = unsafe Self.roundedByteCount(byteCount, alignment: block.alignment)
    let isCached = unsafe old <= Magazines.largestByteCount
    guard unsafe isCached == (new <= Magazines.largestByteCount) else { return false }
    guard isCached else { return unsafe state.pointee.base.resize(&block, byteCount: byteCount) }
    guard unsafe Caches.index(for: old) == Caches.index(for: new) else { return false }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Resizes in place, or moves; the base moves what is large before and after, perhaps without copying.
  ///
  /// - Complexity: O(1) within a class, O(`byteCount`) when the block moves, or the base's.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe Self.roundedByteCount(block.byteCount, alignment: block.alignment) > Magazines.largestByteCount,
      unsafe Self.roundedByteCount(byteCount, alignment: block.alignment) > Magazines.largestByteCount
    {
      return unsafe state.pointee.base.reallocateIfPossible(&block, byteCount: byteCount)
    }
    return unsafe resize(&block, byteCount: byteCount) || reallocateByMoving(&block, byteCount: byteCount)
  }

  /// The size of the class, or the base's good size.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let rounded = Self.roundedByteCount(byteCount, alignment: alignment)
    guard unsafe rounded <= Magazines.largestByteCount else {
      return unsafe state.pointee.base.goodByteCount(for: byteCount, alignment: alignment)
    }
    return unsafe Magazines.blockByteCount(of: Caches.index(for: rounded))
  }

  /// Whether the base supports it.
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    unsafe state.pointee.base.supports(byteCount: byteCount, alignment: alignment)
  }

  /// Returns this thread's cache and the depot to the base, and what the base does not use to its parent.
  ///
  /// - Returns: The bytes that the base returned to its parent.
  /// - Complexity: O(blocks in this thread's cache and in the depot), beside what the base costs.
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int {
    unsafe caches.returnCached(slot: slot)
    return unsafe state.pointee.base.releaseUnused()
  }

  #if !hasFeature(Embedded)
    /// The caches, the bytes of the depot, and the base.
    public borrowing func explain() -> Explanation {
      let figures = unsafe caches.figures()
      let base = unsafe state.pointee.base.explain()
      return Explanation(
        "ThreadCachedAllocator",
        capabilities: base.capabilities.union([.isThreadSafe, .resizesInPlace, .releasesUnused])
          .subtracting([.locatesBlocks, .resets]),
        maximumAlignment: base.maximumAlignment, figures: figures, parts: [("base", base)])
    }
  #endif
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ThreadCachedAllocator: BlockOwner where Base: BlockOwner & ~Copyable {
  /// Whether the base owns the block.
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe state.pointee.base._base.owns(block) }
}
