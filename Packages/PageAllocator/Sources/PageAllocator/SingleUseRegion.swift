#if !hasFeature(Embedded) && !os(WASI)
  /// A region that uses no address twice, so that a pointer to freed memory never finds anything else there.
  ///
  /// Choose it to find uses after a free: a page that was deallocated stays inaccessible for as long as the region
  /// lives, and whoever touches it stops the program there. Behind a sampling combinator it serves a program in use.
  ///
  /// It costs a page at least for each block, a system call for each request and each return, and address space for
  /// ever: 64 GiB of it are 16 million blocks of a page. Three pages come on top, one for its own state and one on
  /// either side that no access is allowed to. The system holds a record for each stretch of live pages between freed
  /// ones (Linux: 65,530 of them by default); where that is used up, freed pages are empty, but not inaccessible.
  ///
  /// Memory returns to the system when its block is deallocated. The region refuses a request when the system has no
  /// memory, and all requests when its addresses are used up. Every build stops the program when the region is
  /// destroyed before its blocks; debug builds at a double free, a foreign block, a wrong size. It is not
  /// thread-safe.
  ///
  /// Each operation is O(1) and makes no system call, unless it says otherwise.
  @safe
  public struct SingleUseRegion: PageSource, BlockOwner, ~Copyable {
    let reservation: Reservation
    /// How the pages are held.
    public let options: PageOptions

    @safe
    struct State: ~Copyable {
      var cursor = 0
      var liveCount = 0
      let live = LiveBlocks()
    }

    /// Reserves addresses.
    ///
    /// - Parameters:
    ///   - byteCount: The bytes of address space, at least 1; rounded up to whole pages.
    ///   - options: How the pages are held.
    /// - Throws: `AllocationError.outOfMemory` when the system has too little address space left.
    /// - Complexity: Two system calls, whatever the size is.
    public init(byteCount: Int, options: PageOptions = []) throws(AllocationError) {
      reservation = try Reservation(byteCount: byteCount, stateByteCount: MemoryLayout<State>.size)
      self.options = options
      unsafe reservation.stateAddress.bindMemory(to: State.self, capacity: 1).initialize(to: State())
    }

    deinit {
      unsafe state.pointee.live.expectNone(
        of: "SingleUseRegion", event: "was destroyed", unless: state.pointee.liveCount == 0)
      unsafe state.deinitialize(count: 1)
      reservation.release()
    }

    private var state: UnsafeMutablePointer<State> {
      unsafe reservation.stateAddress.assumingMemoryBound(to: State.self)
    }

    /// The size of a page, in bytes.
    public var pageByteCount: Int { PlatformPages.pageByteCount }

    /// The bytes of address space that were there at first.
    public var reservedByteCount: Int { reservation.byteCount }

    /// The bytes of address space that no block has used yet.
    public var unusedByteCount: Int { unsafe reservation.byteCount - state.pointee.cursor }

    /// Allocates whole pages at addresses that no block had before.
    ///
    /// - Returns: A block, or `nil` when the addresses are used up or the system has no memory.
    /// - Complexity: O(1) and a system call.
    public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      _checkRequest(byteCount: byteCount, alignment: alignment)
      guard let whole = PageLayout.byteCount(for: byteCount, page: pageByteCount),
        let range = unsafe PageLayout.placement(
          byteCount: whole, alignment: alignment, base: UInt(bitPattern: reservation.base),
          cursor: state.pointee.cursor, limit: reservation.byteCount),
        commitMemory(range)
      else { return nil }
      let block = unsafe Block(
        address: reservation.pages(at: range.lowerBound), byteCount: byteCount, alignment: alignment)
      unsafe state.pointee.cursor = range.upperBound
      unsafe state.pointee.liveCount += 1
      unsafe state.pointee.live.insert(block)
      return unsafe block
    }

    /// Allocates pages that are zero, as the system's fresh pages are.
    ///
    /// - Complexity: That of `allocateIfPossible(byteCount:alignment:)`.
    public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }

    /// Returns the block's memory to the system; any use of its addresses stops the program from now on.
    ///
    /// - Complexity: Up to three system calls, O(pages) in the system.
    public borrowing func deallocate(_ block: Block) {
      unsafe state.pointee.live.remove(block, of: "SingleUseRegion", isOwned: owns(block))
      unsafe state.pointee.liveCount -= 1
      let range = unsafe pages(of: block)
      unsafe PlatformPages.decommit(reservation.pages(at: range.lowerBound), byteCount: range.count)
    }

    /// Grows within the block's last page, and the newest block over the rest of the region. Shrinking returns pages,
    /// which are not used again.
    ///
    /// - Complexity: O(1), and up to three system calls when pages are added or returned.
    public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      _checkRequest(byteCount: byteCount, alignment: 1)
      unsafe state.pointee.live.check(block, of: "SingleUseRegion", isOwned: owns(block))
      let old = unsafe pages(of: block)
      guard let whole = PageLayout.byteCount(for: byteCount, page: pageByteCount),
        whole <= reservation.byteCount - old.lowerBound
      else { return false }
      let end = old.lowerBound + whole
      if end > old.upperBound {
        guard unsafe old.upperBound == state.pointee.cursor, commitMemory(old.upperBound..<end) else { return false }
        unsafe state.pointee.cursor = end
      } else if end < old.upperBound {
        unsafe PlatformPages.decommit(reservation.pages(at: end), byteCount: old.upperBound - end)
      }
      unsafe block.byteCount = byteCount
      unsafe state.pointee.live.update(block)
      return true
    }

    /// Whole pages.
    public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
      _checkRequest(byteCount: byteCount, alignment: alignment)
      let good = PageLayout.byteCount(for: byteCount, page: pageByteCount) ?? byteCount
      return good > reservation.byteCount ? byteCount : good
    }

    /// Whether `block` lies in the region.
    public borrowing func owns(_ block: Block) -> Bool { unsafe reservation.contains(block) }

    private borrowing func pages(of block: Block) -> Range<Int> {
      let start = unsafe block.address - reservation.base
      let byteCount = unsafe SizeArithmetic.roundedUp(max(block.byteCount, 1), toMultipleOf: pageByteCount)
      return start..<start + (byteCount ?? 0)
    }

    private borrowing func commitMemory(_ range: Range<Int>) -> Bool {
      let address = unsafe reservation.pages(at: range.lowerBound)
      return unsafe commit(UnsafeMutableRawBufferPointer(start: address, count: range.count))
    }

    /// Makes decommitted pages of a live block usable again; they are zero then.
    ///
    /// - Returns: Whether the system had the memory, and could lock it where that was asked for.
    /// - Complexity: One system call; up to three for huge or locked pages, and three more where they cannot be locked.
    @unsafe
    public borrowing func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool {
      unsafe PageAllocator(options: options).commit(pages)
    }

    /// Returns the memory of some pages of a live block, any use of which stops the program.
    ///
    /// - Complexity: O(pages) in the system.
    @unsafe
    public borrowing func decommit(_ pages: UnsafeMutableRawBufferPointer) {
      unsafe PageAllocator(options: options).decommit(pages)
    }

    /// The region's size, and how much of it was used.
    public borrowing func explain() -> Explanation {
      unsafe Explanation(
        "SingleUseRegion",
        parameters: [
          ("reserved", "\(reservedByteCount) bytes"), ("page", "\(pageByteCount) bytes"), ("pages", "\(options)"),
        ],
        capabilities: [.owns, .resizesInPlace],
        figures: [("live", state.pointee.liveCount), ("unused bytes", unusedByteCount)])
    }
  }
#endif
