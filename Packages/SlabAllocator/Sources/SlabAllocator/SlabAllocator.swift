public import AllocatorCore

/// Small blocks of any size, by size classes over spans of pages.
///
/// Choose it for many small objects of different sizes that come and go in any order, where an allocation of `malloc`
/// is too slow or too large. For one size choose `FreeListAllocator`; for every size `GeneralAllocator`, which is built
/// on the same slabs.
///
/// A request is rounded up to its class: every 8 bytes to 128, then eight steps a doubling, so that at most an eighth
/// is wasted and usually 5 %. A block has no header; what is known of a page lies out of line, 17 bytes a page. A span
/// is one to four pages of one class, carved as it is needed. When its last block comes back it returns to a pool of
/// pages that every class draws from, so that memory leaves its class. Allocating and deallocating is O(1).
///
/// It allocates two blocks of its source, for tables and for pages, when it is made, and returns them when it is
/// destroyed. Pages that are free for long are decommitted. `deallocate(containing:)` finds a block by address alone.
///
/// It refuses requests of more than 1024 bytes or a stricter alignment, and all when the pages are used up. Every
/// build stops the program when it is destroyed before its blocks; debug builds, and release builds with the trait
/// `Hardened`, at a double free, a foreign block and a wrong size, too.
///
/// Each operation is O(1), beside what the source costs, unless it says otherwise.
@safe
@frozen
public struct SlabAllocator<Source: PageSource & ~Copyable>: BlockLocator, ~Copyable {
  @usableFromInline let slabs: Slabs<Source>
  @usableFromInline let live = LiveBlocks()
  @usableFromInline let anchor = DeinitAnchor()

  /// Slabs in a region of a source.
  ///
  /// - Parameters:
  ///   - byteCount: The size of the region, in bytes, rounded down to whole pages of 4096 bytes: at least one.
  ///   - committedByteCount: What is asked of the source at first, to be resized in place as more is used; all when
  ///     `nil`.
  ///   - source: Where the region comes from.
  /// - Throws: `AllocationError.outOfMemory` when the source refuses.
  /// - Complexity: O(1) and two blocks of the source, of which it zeroes the one for the tables.
  @inlinable
  public init(
    byteCount: Int, committing committedByteCount: Int? = nil, source: consuming Source
  ) throws(AllocationError) {
    guard
      let runs = unsafe PageRuns<Source>.make(
        byteCount: byteCount, committing: committedByteCount ?? byteCount,
        stateByteCount: MemoryLayout<SlabState>.size, source: source)
    else { throw .outOfMemory }
    let state = unsafe runs.extraState.bindMemory(to: SlabState.self, capacity: 1)
    unsafe state.initialize(to: SlabState())
    unsafe slabs = unsafe Slabs(state: state, runs: runs)
  }

  @inlinable
  deinit {
    live.expectNone(of: "SlabAllocator", event: "was destroyed", unless: unsafe slabs.runs.isUnused)
    unsafe slabs.runs.destroy()
  }

  /// The size of a request with its alignment, as classes have it; too large when no class serves it.
  @inline(always)
  @inlinable
  static func roundedByteCount(_ byteCount: Int, alignment: Int) -> Int {
    guard byteCount <= SlabClasses.largestByteCount, alignment <= SlabClasses.largestByteCount else { return .max }
    return (max(byteCount, 1) &+ alignment &- 1) & (0 &- alignment)
  }

  /// Allocates a block of the request's class, or returns `nil`.
  ///
  /// - Complexity: O(1), and the source's cost when the region grows. Once in 32,768 takes and returns of pages, those
  ///   that stayed free are decommitted: O(free runs of pages), and what that costs the source.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let rounded = Self.roundedByteCount(byteCount, alignment: alignment)
    guard rounded <= SlabClasses.largestByteCount,
      let address = unsafe slabs.take(SlabClasses.index(for: rounded), 1).head
    else { return nil }
    let block = unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
    unsafe live.insert(block)
    return unsafe block
  }

  /// Deallocates a block; with its last block a span returns to the pool of pages.
  ///
  /// - Complexity: O(1); once in 32,768 takes and returns of pages, the same as an allocation.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe live.remove(block, of: "SlabAllocator", isOwned: owns(block))
    let rounded = unsafe Self.roundedByteCount(block.byteCount, alignment: block.alignment)
    unsafe block.address.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
    _ = unsafe slabs.give(SlabClasses.index(for: rounded), block.address, 1)
  }

  /// Succeeds within the block's class.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    unsafe live.check(block, of: "SlabAllocator", isOwned: owns(block))
    let old = unsafe Self.roundedByteCount(block.byteCount, alignment: block.alignment)
    let new = unsafe Self.roundedByteCount(byteCount, alignment: block.alignment)
    guard new <= SlabClasses.largestByteCount, SlabClasses.index(for: old) == SlabClasses.index(for: new) else {
      return false
    }
    unsafe block.byteCount = byteCount
    unsafe live.update(block)
    return true
  }

  /// The size of the class.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let rounded = Self.roundedByteCount(byteCount, alignment: alignment)
    return rounded <= SlabClasses.largestByteCount
      ? SlabClasses.byteCount(of: SlabClasses.index(for: rounded)) : byteCount
  }

  /// Whether the alignment is at most 1024 bytes.
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    byteCount > SlabClasses.largestByteCount || alignment <= SlabClasses.largestByteCount
  }

  /// Whether `block` lies in a span.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe slabs.runs.contains(block) }

  /// The place of the block that contains `address`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    let kind = unsafe slabs.runs.kind(of: address)
    guard kind != PageKind.unused, kind <= PageKind.largestClass else { return nil }
    return unsafe slabs.place(containing: address)
  }

  /// Deallocates the block that contains `address`.
  ///
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    guard let place = unsafe block(containing: address) else {
      _stop("SlabAllocator was asked to deallocate an address that lies in no block of it")
    }
    unsafe deallocate(live.recorded(place))
  }

  /// Decommits the free pages.
  ///
  /// - Complexity: O(free runs of pages), beside what the source costs to decommit them.
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int { unsafe slabs.runs.releaseAll() }

  #if !hasFeature(Embedded)
    /// The region, and where its memory is.
    ///
    /// - Complexity: O(pages used).
    public borrowing func explain() -> Explanation {
      Explanation(
        "SlabAllocator", parameters: [("region", unsafe "\(slabs.runs.regionByteCount) bytes")],
        capabilities: [.owns, .resizesInPlace, .locatesBlocks, .releasesUnused],
        maximumAlignment: SlabClasses.largestByteCount,
        figures: unsafe slabs.figures() + slabs.runs.figures(),
        parts: unsafe [("source", slabs.runs.explainSource())])
    }
  #endif
}
