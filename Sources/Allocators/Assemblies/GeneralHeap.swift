public import AllocatorCore
public import SlabAllocator
public import ThreadCachedAllocator

/// The composition behind a general allocator, from its source to its client, as a handle on one region:
///
/// - a page source, in which a region grows;
/// - runs of its pages, by best fit: blocks of more than 32 KiB, and what the others take their pages from;
/// - segments of such runs, divided by best fit: blocks of 1 to 32 KiB, with a few of those deallocated last in front;
/// - slabs, in spans of such runs: blocks of up to 1 KiB, by size class;
/// - magazines of freed small blocks, one set for one thread here, one for each thread in the shared allocator.
///
/// What a page is used for says which part a block came from, so that a block is found by its address alone.
@unsafe
@frozen
@usableFromInline
struct GeneralHeap<Source: PageSource & ~Copyable> {
  @usableFromInline let runs: PageRuns<Source>

  @inlinable init(_ runs: PageRuns<Source>) { unsafe self.runs = unsafe runs }

  /// The largest block that shares pages with others, in bytes.
  @inlinable static var largestFitted: Int { 32 &<< 10 }

  // The parts' states lie one behind the other, each at a constant offset.
  @inlinable static var fittedOffset: Int { (MemoryLayout<SlabState>.size &+ 63) & ~63 }
  @inlinable static var lockOffset: Int {
    unsafe fittedOffset &+ (MemoryLayout<FittedState>.size &+ 63) & ~63
  }
  @inlinable static var magazinesOffset: Int { unsafe lockOffset &+ 64 }
  @inlinable static var stateByteCount: Int { unsafe magazinesOffset &+ Magazines.byteCount &+ QuickBlocks.byteCount }

  @inlinable static func make(byteCount: Int, committing committed: Int, source: consuming Source)
    -> GeneralHeap?
  {
    guard
      let runs = unsafe PageRuns<Source>.make(
        byteCount: byteCount, committing: committed, stateByteCount: stateByteCount, source: source)
    else { return nil }
    unsafe runs.extraState.initializeMemory(as: SlabState.self, to: SlabState())
    unsafe (runs.extraState + fittedOffset).initializeMemory(as: FittedState.self, to: FittedState())
    return unsafe GeneralHeap(runs)
  }

  /// Makes the lock that a shared heap needs.
  @inlinable func makeLock() {
    unsafe (runs.extraState + Self.lockOffset).initializeMemory(as: CacheLock.self, to: CacheLock())
  }

  @inline(always)
  @inlinable var slabs: Slabs<Source> {
    unsafe Slabs(state: runs.extraState.assumingMemoryBound(to: SlabState.self), runs: runs)
  }
  @inlinable var fitted: FittedRuns<Source> {
    unsafe FittedRuns(
      state: (runs.extraState + Self.fittedOffset).assumingMemoryBound(to: FittedState.self), runs: runs)
  }
  @inline(always)
  @inlinable var magazines: Magazines { unsafe Magazines(at: runs.extraState + Self.magazinesOffset) }
  @inline(always)
  @inlinable var quick: QuickBlocks { unsafe QuickBlocks(at: magazines.end) }

  /// A request's size as classes have it; more than the largest when it is no small one.
  @inline(always)
  @inlinable static func roundedByteCount(_ byteCount: Int, alignment: Int) -> Int {
    guard unsafe byteCount <= Magazines.largestByteCount, unsafe alignment <= Magazines.largestByteCount else {
      return .max
    }
    return (max(byteCount, 1) &+ alignment &- 1) & (0 &- alignment)
  }

  /// A block that is not small.
  @inlinable func allocateLarge(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    guard unsafe byteCount <= Self.largestFitted, unsafe alignment <= PageRuns<Source>.pageByteCount else {
      return unsafe runs.allocateRun(byteCount: byteCount, alignment: alignment)
    }
    return unsafe alignment <= 16 ? fitted.allocate(byteCount) : fitted.allocate(byteCount, alignment: alignment)
  }

  /// Deallocates a block that is not small, by its first byte.
  @inlinable func deallocateLarge(_ address: UnsafeMutableRawPointer) {
    switch unsafe runs.use(of: address) {
    case .fitted: unsafe fitted.deallocate(address)
    case .run: unsafe runs.deallocateRun(runs.page(of: address))
    default: _stop("a general allocator was asked to deallocate an address at which no block of it begins")
    }
  }

  /// Grows or shrinks a block that is not small, where it stands.
  @inlinable func resizeLarge(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
    switch unsafe runs.use(of: address) {
    case .fitted: return unsafe byteCount <= Self.largestFitted && fitted.resize(address, byteCount)
    case .run: return unsafe runs.resizeRun(runs.page(of: address), byteCount: byteCount)
    default: _stop("a general allocator was asked to resize an address at which no block of it begins")
    }
  }

  /// Moves a large block without copying it, where the source can; `nil` when nothing has changed.
  @inlinable func moveLarge(_ address: UnsafeMutableRawPointer, byteCount: Int) -> UnsafeMutableRawPointer? {
    guard byteCount >= 1 &<< 20, case .run = unsafe runs.use(of: address) else { return nil }
    return unsafe runs.moveRun(runs.page(of: address), byteCount: byteCount)
  }

  /// The place of the block that `address` lies in.
  @inlinable func place(containing address: UnsafeRawPointer) -> Block? {
    switch unsafe runs.use(of: address) {
    case .small: return unsafe slabs.place(containing: address)
    case .fitted: return unsafe fitted.place(containing: address)
    case .run: return unsafe runs.place(containing: address)
    case .none: return nil
    }
  }

  /// The bytes that the block whose first byte is at `address` may use.
  @inlinable func capacity(at address: UnsafeMutableRawPointer) -> Int {
    switch unsafe runs.use(of: address) {
    case .small: return unsafe Magazines.blockByteCount(of: runs.sizeClass(of: address))
    case .fitted: return unsafe fitted.capacity(address)
    case .run: return unsafe runs.runByteCount(runs.page(of: address))
    case .none: return 0
    }
  }

  /// The size that a request is served with.
  @inlinable static func goodByteCount(_ byteCount: Int, alignment: Int) -> Int {
    let rounded = unsafe roundedByteCount(byteCount, alignment: alignment)
    if unsafe rounded <= Magazines.largestByteCount {
      return unsafe Magazines.blockByteCount(of: Magazines.index(for: rounded))
    }
    if unsafe byteCount <= largestFitted && alignment <= PageRuns<Source>.pageByteCount {
      let good = (max(byteCount, 24) &+ 7) & ~15 &+ 8
      return unsafe good <= largestFitted ? good : byteCount
    }
    return unsafe SizeArithmetic.roundedUp(byteCount, toMultipleOf: PageRuns<Source>.pageByteCount) ?? byteCount
  }

  /// Returns reserves of magazines that were not used lately to the slabs.
  @inline(never)
  @inlinable func trim() {
    unsafe fitted.empty(quick)
    unsafe magazines.trim { index, list, count in _ = unsafe slabs.give(index, list, count) }
  }

  /// Whether no block lives, once what the magazines hold is returned.
  ///
  /// - Complexity: O(cached blocks).
  @inline(never)
  @inlinable func isUnusedWhenDrained() -> Bool {
    unsafe drain()
    return unsafe runs.isUnused
  }

  /// Returns what the magazines hold to the slabs.
  @inlinable func drain() {
    unsafe fitted.empty(quick)
    unsafe magazines.drain { index, list, count in _ = unsafe slabs.give(index, list, count) }
  }
}
