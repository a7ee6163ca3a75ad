#if !hasFeature(Embedded) && !os(WASI)
  /// What changes while a region is used; it lies in the page before the region's first guard page.
  @safe
  struct RegionState: ~Copyable {
    /// The offset behind the newest block.
    var cursor = 0
    /// How far the region has memory.
    var committed = 0
    var liveCount = 0
    /// The offsets of pages that another may have since memory could not be moved to them; they are left alone for ever.
    var lost = 0..<0
    let commitByteCount: Int
    let options: PageOptions
    let live = LiveBlocks()

    init(commitByteCount: Int, options: PageOptions) {
      self.commitByteCount = commitByteCount
      self.options = options
    }
  }

  // Memory comes and goes at the end of the region.
  extension ReservedRegion {
    /// The offsets of a block's pages.
    borrowing func pages(of block: Block) -> Range<Int> {
      let start = unsafe block.address - reservation.base
      let byteCount = unsafe SizeArithmetic.roundedUp(max(block.byteCount, 1), toMultipleOf: Self.page)
      return start..<start + (byteCount ?? 0)
    }

    /// Sees to it that the region has memory up to an offset; if it cannot, nothing has changed.
    borrowing func commit(upTo end: Int) -> Bool {
      let start = unsafe state.pointee.committed
      if end <= start { return true }
      let step = unsafe state.pointee.commitByteCount
      let generous = SizeArithmetic.sum(start, max(step, end - start)) ?? reservation.byteCount
      for target in [min(generous, reservation.byteCount), end] where target >= end {
        if commitMemory(start..<target) {
          unsafe state.pointee.committed = target
          return true
        }
      }
      return false
    }

    private borrowing func commitMemory(_ range: Range<Int>) -> Bool {
      unsafe forEachPart(of: range) { address, byteCount in
        guard unsafe PlatformPages.commit(address, byteCount: byteCount) else { return false }
        if unsafe PlatformPages.prepare(address, byteCount: byteCount, options: state.pointee.options) { return true }
        unsafe PlatformPages.decommit(address, byteCount: byteCount)
        return false
      }
    }

    /// The parts of some pages before and behind those that were lost, until the body returns false.
    @discardableResult
    private borrowing func forEachPart(of range: Range<Int>, _ body: (UnsafeMutableRawPointer, Int) -> Bool) -> Bool {
      let lost = unsafe state.pointee.lost
      guard lost.overlaps(range) else { return unsafe body(reservation.pages(at: range.lowerBound), range.count) }
      let before = lost.lowerBound - range.lowerBound
      let behind = range.upperBound - lost.upperBound
      if unsafe before > 0 && !body(reservation.pages(at: range.lowerBound), before) { return false }
      return unsafe behind <= 0 || body(reservation.pages(at: lost.upperBound), behind)
    }

    /// Returns the memory of some pages, which stay committed.
    @discardableResult
    borrowing func discard(_ range: Range<Int>) -> Bool {
      unsafe forEachPart(of: range) { unsafe PlatformPages.discard($0, byteCount: $1) }
    }

    /// Leaves some pages alone from now on, and those between them and others that were lost.
    private borrowing func lose(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      let start = unsafe address - reservation.base
      let lost = unsafe state.pointee.lost
      unsafe state.pointee.lost =
        lost.isEmpty
        ? start..<start + byteCount : min(lost.lowerBound, start)..<max(lost.upperBound, start + byteCount)
    }

    /// The newest block ends at an offset now. Memory behind it returns to the system, but for one step of growth.
    borrowing func moveBack(to end: Int) {
      unsafe state.pointee.cursor = end
      let kept = SizeArithmetic.sum(end, unsafe state.pointee.commitByteCount) ?? reservation.byteCount
      if unsafe kept < state.pointee.committed { decommit(from: kept) }
    }

    private borrowing func decommit(from end: Int) {
      let committed = unsafe state.pointee.committed
      unsafe forEachPart(of: end..<committed) {
        unsafe PlatformPages.decommit($0, byteCount: $1)
        return true
      }
      unsafe state.pointee.committed = end
    }

    /// Returns all memory behind the newest block to the system.
    ///
    /// - Returns: The number of bytes returned.
    /// - Complexity: Up to three system calls, O(pages) in the system.
    @discardableResult
    public borrowing func releaseUnused() -> Int {
      let end = unsafe state.pointee.cursor
      let unused = unsafe state.pointee.committed - end
      if unused > 0 { decommit(from: end) }
      return unused
    }

    /// Makes decommitted pages of a block usable again.
    ///
    /// - Returns: `true`: their addresses kept their claim to memory.
    /// - Complexity: O(1).
    @unsafe
    public borrowing func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool { true }

    /// Returns the memory of some pages of a block to the system, unless they are locked.
    ///
    /// - Complexity: O(pages) in the system.
    @unsafe
    public borrowing func decommit(_ pages: UnsafeMutableRawBufferPointer) {
      guard let start = pages.baseAddress else { return }
      unsafe PlatformPages.discard(start, byteCount: pages.count)
    }

    /// Moves the memory behind pages to other pages without copying it, where the system can (on Linux), unless they are
    /// locked: the pages that were left would not be so any more.
    ///
    /// - Complexity: One system call on Linux, O(pages) in the system; nothing elsewhere.
    @unsafe
    public borrowing func movePages(
      _ pages: UnsafeMutableRawBufferPointer, to address: UnsafeMutableRawPointer
    ) -> PageMove {
      guard let start = pages.baseAddress else { return .moved }
      if unsafe state.pointee.options.contains(.locked) || !state.pointee.lost.isEmpty { return .refused }
      let result = unsafe PlatformPages.move(start, byteCount: pages.count, to: address)
      switch result {
      case .moved: break
      case .refused: unsafe prepare(address, byteCount: pages.count)
      case .lost: unsafe lose(address, byteCount: pages.count)
      }
      return result
    }

    /// Replaces decommitted pages of a block by new ones, which the system joins with those beside them.
    ///
    /// - Complexity: One system call on Linux, O(pages) in the system; nothing elsewhere.
    @unsafe
    public borrowing func renewPages(_ pages: UnsafeMutableRawBufferPointer) -> Bool {
      guard let start = pages.baseAddress, unsafe !state.pointee.options.contains(.locked) else { return true }
      guard unsafe PlatformPages.renew(start, byteCount: pages.count) else {
        unsafe lose(start, byteCount: pages.count)
        return false
      }
      unsafe prepare(start, byteCount: pages.count)
      return true
    }

    /// Gives pages that were mapped again the region's options; they are not locked.
    private borrowing func prepare(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      _ = unsafe PlatformPages.prepare(address, byteCount: byteCount, options: state.pointee.options)
    }

    /// Starts over: the next block is the first one again, and no memory is committed.
    ///
    /// It stops the program, in every build, when a block is live: a region does not know whether a box or a container
    /// owns it. Deallocate all blocks first, or use ``unsafelyReset()``.
    ///
    /// - Complexity: Up to three system calls, O(pages) in the system.
    public mutating func reset() {
      unsafe state.pointee.live.expectNone(
        of: "ReservedRegion", event: "was reset", unless: state.pointee.liveCount == 0)
      unsafe unsafelyReset()
    }

    /// The region's size, and how much of it is in use and has memory.
    public borrowing func explain() -> Explanation {
      unsafe Explanation(
        "ReservedRegion",
        parameters: [
          ("reserved", "\(reservedByteCount) bytes"), ("page", "\(pageByteCount) bytes"),
          ("pages", "\(state.pointee.options)"),
        ],
        capabilities: [.owns, .resizesInPlace, .resets, .releasesUnused],
        figures: [
          ("live", state.pointee.liveCount), ("allocated bytes", allocatedByteCount),
          ("committed bytes", committedByteCount),
        ])
    }
  }

  extension ReservedRegion: ResettableAllocator {
    /// Deallocates all blocks at once, those in use, too: nothing that was allocated can be used afterwards.
    ///
    /// - Complexity: Up to three system calls, O(pages) in the system.
    @unsafe
    public mutating func unsafelyReset() {
      unsafe state.pointee.live.removeAll()
      unsafe state.pointee.liveCount = 0
      moveBack(to: 0)
    }
  }
#endif
