public import AllocatorCore
public import PageAllocator
public import SlabAllocator
public import ThreadCachedAllocator

/// An allocator for everything, as `malloc` is, that is fast and keeps little: for one thread, or for all of them.
///
/// Choose it where blocks of any size come and go in any order, and for a part of a program whose memory is to be its
/// own: when it is destroyed, the system has all of it back. ``shared`` serves any thread, in a handle of no bytes.
///
/// Up to 1024 bytes a request is rounded up to one of 40 size classes and taken from a magazine of freed blocks, in
/// some ten instructions; behind it lie slabs, in spans of one to four pages without a header in a block. Up to 32 KiB
/// blocks are fitted into segments of pages, with a header of one word; what is larger is a run of pages of its own.
/// All three take pages from one pool and return those that are empty, so that memory leaves a size when it is not used
/// there. Growing a large block moves its pages, not its bytes, where the system can.
///
/// Its source reserves address space, which is committed as it is used. Memory that is free for long returns to it,
/// after a delay that is counted in operations. So does what is free beyond half of what is used, or 8 MiB, and a quarter
/// more, at once, unless as much was asked for again soon before; ``releaseUnused()`` returns all.
///
/// It refuses a request when the region is used up, after it has returned what its magazines hold to the pages. Every
/// alignment is served. Blocks are deallocated with their size, or by address alone: ``deallocate(at:)`` by the first
/// byte, `deallocate(containing:)` by any. Every build stops the program when the allocator is destroyed before its
/// blocks; debug builds, and release builds with the trait `Hardened`, at a double free, a foreign block and a wrong
/// size, too.
@safe
@frozen
public struct GeneralAllocator<Source: PageSource & ~Copyable>: ~Copyable {
  @usableFromInline let heap: GeneralHeap<Source>
  @usableFromInline let live = LiveBlocks()
  @usableFromInline let anchor = DeinitAnchor()

  /// A general allocator in a region of a source.
  ///
  /// - Parameters:
  ///   - byteCount: The size of the region, in bytes, rounded down to whole pages of 4096 bytes: at least one.
  ///   - committedByteCount: What is asked of the source at first, to be resized in place as more is used; all when
  ///     `nil`.
  ///   - source: Where the region comes from.
  /// - Throws: `AllocationError.outOfMemory` when the source refuses.
  /// - Complexity: That of an allocation of the source.
  @inlinable
  public init(
    byteCount: Int, committing committedByteCount: Int? = nil, source: consuming Source
  ) throws(AllocationError) {
    guard
      let heap = unsafe GeneralHeap<Source>.make(
        byteCount: byteCount, committing: committedByteCount ?? byteCount, source: source)
    else { throw .outOfMemory }
    unsafe self.heap = unsafe heap
    let table = unsafe heap.runs.kindTable
    _ = unsafe Magazines(
      making: heap.runs.extraState + GeneralHeap<Source>.magazinesOffset, magazineByteCount: 2048,
      pages: MagazinePages(base: table.base, byteLimit: table.byteLimit, kinds: table.kinds))
    unsafe heap.quick.make()
  }

  @inlinable
  deinit {
    live.expectNone(of: "GeneralAllocator", event: "was destroyed", unless: unsafe heap.isUnusedWhenDrained())
    unsafe heap.runs.destroy()
  }
}

extension GeneralAllocator: Allocator where Source: ~Copyable {
  /// Allocates a block of any size.
  ///
  /// - Complexity: O(1), and for more than 32 KiB O(pages) for one byte each; O(cached blocks) before it refuses.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let address = unsafe take(byteCount: byteCount, alignment: alignment) else { return nil }
    let block = unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
    unsafe live.insert(block)
    return unsafe block
  }

  @inline(always)
  @inlinable
  borrowing func take(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    let rounded = unsafe GeneralHeap<Source>.roundedByteCount(byteCount, alignment: alignment)
    guard unsafe _fastPath(rounded <= Magazines.largestByteCount) else {
      return unsafe takeLarge(byteCount: byteCount, alignment: alignment)
    }
    let magazine = unsafe heap.magazines.magazine(forByteCount: rounded)
    return unsafe Magazines.take(magazine) ?? refill(Magazines.index(for: rounded))
  }

  @inline(never)
  @inlinable
  borrowing func takeLarge(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    if unsafe byteCount <= QuickBlocks.largestByteCount && alignment <= 16,
      let address = unsafe heap.quick.take(byteCount)
    {
      return unsafe address
    }
    if let address = unsafe heap.allocateLarge(byteCount: byteCount, alignment: alignment) { return unsafe address }
    unsafe heap.drain()
    return unsafe heap.allocateLarge(byteCount: byteCount, alignment: alignment)
  }
  @inline(never)
  @inlinable
  borrowing func putLarge(_ address: UnsafeMutableRawPointer) {
    guard unsafe heap.runs.isFitted(address) else { return unsafe heap.deallocateLarge(address) }
    if unsafe !heap.quick.put(address) { unsafe heap.fitted.deallocate(address, makingRoomIn: heap.quick) }
  }

  @inline(never)
  @inlinable
  borrowing func refill(_ index: Int) -> UnsafeMutableRawPointer? {
    let magazines = unsafe heap.magazines
    if unsafe magazines.tick() { unsafe heap.trim() }
    if unsafe !magazines.loadSpare(index) {
      var list = unsafe heap.slabs.takeList(index, max(magazines.capacity(index) / 2, 1))
      if unsafe list.count == 0 {
        unsafe heap.drain()
        unsafe list = unsafe heap.slabs.takeList(index, 1)
      }
      unsafe magazines.load(index, list.head, count: list.count)
    }
    return unsafe magazines.take(index)
  }

  /// Deallocates a block; no look-up is needed where it is small.
  ///
  /// - Complexity: O(1), and for more than 32 KiB O(pages) for one byte each.
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe live.remove(block, of: "GeneralAllocator", isOwned: owns(block))
    let rounded = unsafe GeneralHeap<Source>.roundedByteCount(block.byteCount, alignment: block.alignment)
    guard unsafe _fastPath(rounded <= Magazines.largestByteCount) else {
      return unsafe putLarge(block.address)
    }
    if unsafe Magazines.put(heap.magazines.magazine(forByteCount: rounded), block.address) { return }
    unsafe flush(Magazines.index(for: rounded), block.address)
  }

  @inline(never)
  @inlinable
  borrowing func flush(_ index: Int, _ address: UnsafeMutableRawPointer) {
    let magazines = unsafe heap.magazines
    if unsafe magazines.tick() { unsafe heap.trim() }
    if let full = unsafe magazines.unloadFull(index) {
      _ = unsafe heap.slabs.give(index, full, magazines.capacity(index))
    }
    _ = unsafe magazines.put(index, address)
  }

  /// Grows or shrinks a block in place: within its class, into free memory behind it, or by returning its end.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    unsafe live.check(block, of: "GeneralAllocator", isOwned: owns(block))
    let old = unsafe GeneralHeap<Source>.roundedByteCount(block.byteCount, alignment: block.alignment)
    let new = unsafe GeneralHeap<Source>.roundedByteCount(byteCount, alignment: block.alignment)
    if unsafe old <= Magazines.largestByteCount || new <= Magazines.largestByteCount {
      guard unsafe max(old, new) <= Magazines.largestByteCount,
        unsafe Magazines.index(for: old) == Magazines.index(for: new)
      else { return false }
    } else {
      guard unsafe heap.resizeLarge(block.address, byteCount: byteCount) else { return false }
    }
    unsafe block.byteCount = byteCount
    unsafe live.update(block)
    return true
  }

  /// Resizes in place, or moves the block: its pages alone where it is large and the system can.
  ///
  /// - Complexity: O(1) in place or where pages move, otherwise O(min(old, new)).
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe resize(&block, byteCount: byteCount) { return true }
    if unsafe block.alignment <= PageRuns<Source>.pageByteCount,
      unsafe block.byteCount > GeneralHeap<Source>.largestFitted,
      let address = unsafe heap.moveLarge(block.address, byteCount: byteCount)
    {
      unsafe live.remove(block, of: "GeneralAllocator", isOwned: true)
      unsafe block = unsafe Block(address: address, byteCount: byteCount, alignment: block.alignment)
      unsafe live.insert(block)
      return true
    }
    return unsafe reallocateByMoving(&block, byteCount: byteCount)
  }

  /// The size of the class, or the whole of the place.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return unsafe GeneralHeap<Source>.goodByteCount(byteCount, alignment: alignment)
  }

  /// Returns all free pages to the source, and cached blocks to the slabs before.
  ///
  /// - Returns: The bytes that were returned to the source.
  /// - Complexity: O(free pages), and O(cached blocks).
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int {
    // What is drained may return pages, too.
    let before = unsafe heap.runs.residentByteCount
    unsafe heap.drain()
    let drained = unsafe before - heap.runs.residentByteCount
    return unsafe drained + heap.runs.releaseAll()
  }

  #if !hasFeature(Embedded)
    /// Where every byte is that is held: in spans, segments, runs and free pages, and in magazines.
    ///
    /// - Complexity: O(pages used).
    public borrowing func explain() -> Explanation {
      unsafe heap.explanation(
        named: "GeneralAllocator", capabilities: [.owns, .resizesInPlace, .locatesBlocks, .releasesUnused],
        cachedByteCount: heap.magazines.cachedByteCount, waitingByteCount: heap.quick.waitingByteCount)
    }
  #endif
}

extension GeneralAllocator: BlockLocator where Source: ~Copyable {
  /// Whether `block` lies in the region.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe heap.runs.contains(block) }

  /// The place of the block that contains `address`.
  ///
  /// - Complexity: O(1) for small blocks, O(blocks before it in its segment) or O(pages before it in its run) for
  ///   others.
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? { unsafe heap.place(containing: address) }

  /// Deallocates the block that contains `address`.
  ///
  /// - Complexity: That of `block(containing:)`.
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    guard let place = unsafe block(containing: address) else {
      _stop("GeneralAllocator was asked to deallocate an address that lies in no block of it")
    }
    unsafe deallocate(at: place.address)
  }

  /// Deallocates the block whose first byte is at `address`, as `free` does: one look-up finds its class.
  ///
  /// - Complexity: O(1), and for more than 32 KiB O(pages) for one byte each.
  @unsafe
  @inline(always)
  @inlinable
  public borrowing func deallocate(at address: UnsafeMutableRawPointer) {
    unsafe live.remove(
      live.recorded(Block(address: address, byteCount: 0, alignment: 1)), of: "GeneralAllocator",
      isOwned: heap.runs.contains(address))
    if unsafe heap.magazines.put(address) { return }
    unsafe putSlowly(address)
  }

  @inline(never)
  @inlinable
  borrowing func putSlowly(_ address: UnsafeMutableRawPointer) {
    let index = unsafe heap.runs.sizeClass(of: address)
    if index == 0 { unsafe putLarge(address) } else { unsafe flush(index, address) }
  }
}

#if !hasFeature(Embedded) && !os(WASI)
  extension GeneralAllocator where Source == ReservedRegion {
    /// A general allocator in address space of its own.
    ///
    /// - Parameter byteCount: The most that it can hold, in bytes: address space, of which memory is used as far as
    ///   need be.
    /// - Throws: `AllocationError.outOfMemory` when the system refuses the address space.
    /// - Complexity: O(1) system calls.
    @inlinable
    public init(byteCount: Int = 64 << 30) throws(AllocationError) {
      // What the tables take beside it, and a page for each block of the region.
      let tables = byteCount / 128 + (1 << 20)
      guard let whole = SizeArithmetic.sum(byteCount, tables) else { throw .outOfMemory }
      try self.init(
        byteCount: byteCount, committing: 1 << 18,
        source: try ReservedRegion(byteCount: whole, commitByteCount: 1 << 18))
    }
  }
#endif
