#if !hasFeature(Embedded) && !os(WASI)
  /// A range of addresses that is filled with memory as it is used.
  ///
  /// Choose it for the one thing in a program that may grow to gigabytes and must not move: an array, an arena, a heap
  /// of one's own. Its newest block grows in place to the end of the region, so an array in it is never copied; and
  /// memory is taken from the system only as far as blocks reach.
  ///
  /// It costs address space, of which 64-bit systems have plenty, and one system call for each `commitByteCount` that
  /// the region grows by. Blocks are whole pages. Three pages come on top: one for its own state, and one on either
  /// side that no access is allowed to, so that a write past its end stops the program.
  ///
  /// Memory comes from the operating system, and returns to it as blocks are deallocated: from the end of the region
  /// with the newest block, from the middle at once, while the addresses there are free again only when all blocks
  /// behind them are, or none lives any more. For pages that come and go in any order put a `BitmapAllocator` or a
  /// `BuddyAllocator` on it.
  ///
  /// It refuses a request when the reserved range is used up, when the system has no memory, and what exceeds the
  /// limit of ``PageOptions/locked`` memory; nothing has changed then. Every build stops the program when the region
  /// is reset or destroyed before its blocks; debug builds at a double free, a foreign block, a wrong size. It is
  /// not thread-safe.
  ///
  /// ```swift
  /// let region = try ReservedRegion(byteCount: 64 << 30)
  /// var block = try region.allocate(byteCount: 1 << 20, alignment: 16)
  /// region.resize(&block, byteCount: 4 << 30)   // true, and block.address is what it was
  /// ```
  ///
  /// Each operation is O(1) and makes no system call, unless it says otherwise.
  @safe
  public struct ReservedRegion: PageSource, BlockOwner, ~Copyable {
    let reservation: Reservation

    /// Reserves addresses; memory is committed when blocks need it.
    ///
    /// - Parameters:
    ///   - byteCount: The bytes of address space, at least 1; rounded up to whole pages.
    ///   - commitByteCount: How much memory is committed at a time, at least; also how much more than the blocks need
    ///     may stay committed.
    ///   - options: How the pages are held.
    /// - Throws: `AllocationError.outOfMemory` when the system has too little address space left.
    /// - Complexity: Two system calls, whatever the size is.
    public init(
      byteCount: Int, commitByteCount: Int = 1 << 18, options: PageOptions = []
    ) throws(AllocationError) {
      if commitByteCount < 1 { _stop("a ReservedRegion commits at least 1 byte at a time") }
      reservation = try Reservation(byteCount: byteCount, stateByteCount: MemoryLayout<RegionState>.size)
      let step = SizeArithmetic.roundedUp(commitByteCount, toMultipleOf: Self.page) ?? reservation.byteCount
      unsafe reservation.stateAddress.bindMemory(to: RegionState.self, capacity: 1).initialize(
        to: RegionState(commitByteCount: step, options: options))
    }

    deinit {
      unsafe state.pointee.live.expectNone(
        of: "ReservedRegion", event: "was destroyed", unless: state.pointee.liveCount == 0)
      let lost = unsafe state.pointee.lost
      unsafe state.deinitialize(count: 1)
      reservation.release(sparing: lost)
    }

    static var page: Int { PlatformPages.pageByteCount }

    var state: UnsafeMutablePointer<RegionState> {
      unsafe reservation.stateAddress.assumingMemoryBound(to: RegionState.self)
    }

    /// The size of a page, in bytes.
    public var pageByteCount: Int { Self.page }

    /// The bytes of address space that blocks may take.
    public var reservedByteCount: Int { reservation.byteCount }

    /// The bytes from the beginning of the region that have memory now.
    public var committedByteCount: Int { unsafe state.pointee.committed }

    /// The bytes from the beginning of the region to the end of its last block.
    public var allocatedByteCount: Int { unsafe state.pointee.cursor }

    /// Allocates whole pages behind the newest block.
    ///
    /// - Returns: A block, or `nil` when the region is used up or the system has no memory.
    /// - Complexity: O(1), and a system call when memory must be committed.
    public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      _checkRequest(byteCount: byteCount, alignment: alignment)
      guard let whole = PageLayout.byteCount(for: byteCount, page: Self.page),
        let range = unsafe PageLayout.placement(
          byteCount: whole, alignment: alignment, base: UInt(bitPattern: reservation.base),
          cursor: state.pointee.cursor, limit: reservation.byteCount),
        unsafe !state.pointee.lost.overlaps(range), commit(upTo: range.upperBound)
      else { return nil }
      let block = unsafe Block(
        address: reservation.pages(at: range.lowerBound), byteCount: byteCount, alignment: alignment)
      unsafe state.pointee.cursor = range.upperBound
      unsafe state.pointee.liveCount += 1
      unsafe state.pointee.live.insert(block)
      return unsafe block
    }

    /// Deallocates a block and returns its memory to the system.
    ///
    /// - Complexity: O(1), and a system call for the memory.
    public borrowing func deallocate(_ block: Block) {
      unsafe state.pointee.live.remove(block, of: "ReservedRegion", isOwned: owns(block))
      let range = unsafe pages(of: block)
      unsafe state.pointee.liveCount -= 1
      if unsafe state.pointee.liveCount == 0 {
        moveBack(to: 0)
      } else if unsafe range.upperBound == state.pointee.cursor {
        moveBack(to: range.lowerBound)
      } else {
        discard(range)
      }
    }

    /// Grows the newest block over the rest of the region, any other within its last page; shrinking returns memory.
    ///
    /// - Complexity: O(1), and a system call for memory that is committed or returned.
    public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      _checkRequest(byteCount: byteCount, alignment: 1)
      unsafe state.pointee.live.check(block, of: "ReservedRegion", isOwned: owns(block))
      let old = unsafe pages(of: block)
      guard let whole = PageLayout.byteCount(for: byteCount, page: Self.page) else { return false }
      let isNewest = unsafe old.upperBound == state.pointee.cursor
      if whole > old.count {
        guard isNewest, whole <= reservation.byteCount - old.lowerBound,
          unsafe !state.pointee.lost.overlaps(old.upperBound..<old.lowerBound + whole),
          commit(upTo: old.lowerBound + whole)
        else { return false }
        unsafe state.pointee.cursor = old.lowerBound + whole
      } else if whole < old.count {
        let end = old.lowerBound + whole
        if isNewest {
          moveBack(to: end)
        } else {
          discard(end..<old.upperBound)
        }
      }
      unsafe block.byteCount = byteCount
      unsafe state.pointee.live.update(block)
      return true
    }

    /// Allocates pages that are zero: large ones by taking them from the system anew.
    ///
    /// - Complexity: That of `allocateIfPossible(byteCount:alignment:)`; for pages that blocks had before, O(16 pages)
    ///   or one system call more, and O(`byteCount`) where they are locked.
    public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
      let fresh = committedByteCount
      guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
      let range = unsafe pages(of: block)
      let used = min(range.upperBound, fresh) - range.lowerBound
      if used > 0 {
        if used < 16 * Self.page || !discard(range.lowerBound..<range.lowerBound + used) {
          unsafe block.address.initializeMemory(as: UInt8.self, repeating: 0, count: used)
        }
      }
      return unsafe block
    }

    /// Whole pages.
    public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
      _checkRequest(byteCount: byteCount, alignment: alignment)
      let good = PageLayout.byteCount(for: byteCount, page: Self.page) ?? byteCount
      return good > reservation.byteCount ? byteCount : good
    }

    /// Whether `block` lies in the region.
    public borrowing func owns(_ block: Block) -> Bool { unsafe reservation.contains(block) }
  }
#endif
