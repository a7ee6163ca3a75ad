public import AllocatorCore

/// The state of the runs of pages of a region, at the beginning of its tables.
@safe
@frozen
@usableFromInline
struct PageRunState<Source: PageSource & ~Copyable>: ~Copyable {
  @usableFromInline var table: PageTable
  /// What threads read that hold no lock.
  @usableFromInline let map: PageMap
  /// The block that the pages lie in; it grows as they are used, where the source can.
  @usableFromInline var pages: Block
  /// Takes and returns in this period, and the fewest dirty pages seen in it.
  @usableFromInline var operationCount = 0
  @usableFromInline var fewestDirtyPages = 0
  /// The most pages that were used at a time, lately.
  @usableFromInline var highWater = 0
  /// How many pages more may hold memory: some of those that were returned to stay below the mark.
  @usableFromInline var slack = 0
  /// Free pages that were returned since there were more than wanted, and were not asked for again, lately.
  @usableFromInline var returnedPages = 0
  /// How many free pages more are wanted: some of those that were returned were asked for again.
  @usableFromInline var wantedPages = 0
  /// The most free pages that held memory in this period, if they were more than are wanted always.
  @usableFromInline var mostFreePages = 0
  /// Whether the source has moved all pages that it was asked to.
  @usableFromInline var isMovable = true
  /// How often memory was moved that may still lie in mappings of its own.
  @usableFromInline var moveCount = 0
  /// How many of those moves were known when free pages were mapped anew lately.
  @usableFromInline var renewedMoveCount = 0
  /// Pages that are out of use for ever, since the source could not say what became of them.
  @usableFromInline var lostPageCount = 0
  /// The block that this state and the tables lie in.
  @usableFromInline let tables: Block
  @usableFromInline let source: Source

  @inlinable init(table: PageTable, pages: Block, tables: Block, source: consuming Source) {
    self.table = table
    map = PageMap(table)
    unsafe self.pages = unsafe pages
    unsafe self.tables = unsafe tables
    self.source = source
  }
}

/// Runs of pages out of one region of a source: the pool that slabs, fitted blocks and large blocks draw from.
///
/// A handle on state that its owner makes by ``make(byteCount:committing:stateByteCount:source:)`` and ends by
/// ``destroy()``. Choose it to build an allocator of one's own on pages; programs use what is built on it.
///
/// A run is taken by best fit from free runs that hold memory, then from one of those and pages beside it that hold
/// none, then from free runs that hold none, then from pages that were never used. Where memory of other free runs has to
/// be returned for that, it is moved there instead, if the source can. Freed runs join their neighbors. What
/// is known of a page lies in tables out of line: one byte and one entry of 16 bytes. As long as there are free pages that
/// hold memory, hardly more is held than was used at most: they are decommitted first. Pages that were free during a
/// period, which is counted in takes and returns of runs, and of lists of small blocks, not in time, are decommitted at
/// its end.
///
/// What is held is bounded by what is used: of free pages that hold memory, half as many as are used are kept, or 8 MiB,
/// and at most a quarter more. Those beyond are decommitted at once; when they are asked for again soon, as many more are
/// kept the next time, and an eighth less of them for each period in which they were not needed.
///
/// Each operation is O(1), beside what the source costs, unless it says otherwise.
@unsafe
@frozen
public struct PageRuns<Source: PageSource & ~Copyable> {
  @usableFromInline let state: UnsafeMutablePointer<PageRunState<Source>>

  @inlinable init(_ state: UnsafeMutablePointer<PageRunState<Source>>) { unsafe self.state = unsafe state }

  /// The size of a page here, whatever the source's is.
  @inlinable public static var pageByteCount: Int { PageTable.pageByteCount }

  /// Room for the state of what is built on the runs.
  @inlinable public var extraState: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(state) + Self.headByteCount
  }
  @inlinable static var headsOffset: Int { (MemoryLayout<PageRunState<Source>>.size &+ 63) & ~63 }
  @inlinable static var headByteCount: Int { unsafe headsOffset &+ 2 &* RunBins.count &* 4 }

  /// Takes a region of a source.
  ///
  /// - Parameters:
  ///   - byteCount: The size of the region, in bytes, rounded down to whole pages.
  ///   - committedByteCount: The size of the block that is asked of the source at first. It is resized in place as more
  ///     is used; a source that cannot do so is asked for all at once.
  ///   - stateByteCount: The room for ``extraState``, in bytes.
  ///   - source: Where memory comes from.
  /// - Returns: The runs, or `nil` when the source refuses.
  /// - Complexity: O(1) and two blocks of the source, of which it zeroes the one for the tables.
  @inlinable
  public static func make(
    byteCount: Int, committing committedByteCount: Int, stateByteCount: Int, source: consuming Source
  ) -> PageRuns? {
    let pageByteCount = PageTable.pageByteCount
    let pageLimit = min(byteCount / pageByteCount, Int(UInt32.max >> 1))
    guard pageLimit > 0,
      let kindsOffset = unsafe SizeArithmetic.sum(headByteCount, stateByteCount).flatMap({
        SizeArithmetic.roundedUp($0, toMultipleOf: 64)
      })
    else { return nil }
    // Page 0 is not used; one entry and one kind more lie in front of and behind the others.
    let entriesOffset = (kindsOffset &+ pageLimit &+ 2 &+ 63) & ~63
    let tableByteCount = entriesOffset &+ (pageLimit &+ 2) &* MemoryLayout<PageEntry>.stride
    // Aligned to cache lines here: `calloc`, which has zeros for nothing, knows no such alignment.
    let alignment = MemoryLayout<PageRunState<Source>>.alignment
    let padding = max(0, 64 &- alignment)
    guard
      let tables = unsafe source.allocateZeroedIfPossible(byteCount: tableByteCount &+ padding, alignment: alignment)
    else { return nil }
    let start = unsafe tables.address.alignedUp(toMultipleOf: 64)
    let first = min(max(committedByteCount, pageByteCount), pageLimit &* pageByteCount)
    guard
      let pages = unsafe source.allocateIfPossible(
        byteCount: first / pageByteCount &* pageByteCount, alignment: pageByteCount)
    else {
      unsafe source.deallocate(tables)
      return nil
    }
    let state = unsafe start.bindMemory(to: PageRunState<Source>.self, capacity: 1)
    let table = unsafe PageTable(
      base: UInt(bitPattern: pages.address) &- UInt(pageByteCount), pageLimit: pageLimit &+ 1,
      kinds: (start + kindsOffset).bindMemory(to: UInt8.self, capacity: pageLimit &+ 2),
      entries: (start + entriesOffset).bindMemory(to: PageEntry.self, capacity: pageLimit &+ 2),
      heads: (start + headsOffset).bindMemory(to: UInt32.self, capacity: 2 &* RunBins.count))
    unsafe state.initialize(to: PageRunState(table: table, pages: pages, tables: tables, source: source))
    return unsafe PageRuns(state)
  }

  /// Whether no run is taken.
  @inlinable public var isUnused: Bool { unsafe state.pointee.table.takenPageCount == state.pointee.lostPageCount }

  /// Returns the region to its source, whatever lives in it.
  @inlinable
  public func destroy() {
    let state = unsafe state.move()
    unsafe state.source.deallocate(state.pages)
    unsafe state.source.deallocate(state.tables)
  }

  /// Takes a run of pages; 0 when there is no room. The caller sets the kind of every page.
  ///
  /// - Complexity: O(1) for most, beside what the source costs; O(free runs) when some are decommitted, to make room or
  ///   at the end of a period, or before it refuses.
  @inlinable public func take(_ pageCount: Int) -> Int {
    unsafe count()
    let page = unsafe state.pointee.table.dirty.find(pageCount, entries: state.pointee.table.entries) ?? 0
    if page != 0 {
      unsafe state.pointee.table.takeFree(page, pageCount)
      unsafe noteFewest()
      return page
    }
    let joined = unsafe takeJoined(pageCount)
    if joined != 0 { return joined }
    let moved = unsafe takeMoved(pageCount)
    if moved != 0 { return moved }
    let clean = unsafe takeClean(pageCount)
    return unsafe clean != 0 ? clean : takeDecommitted(pageCount)
  }

  /// Takes a run that holds no memory yet, and returns as much that is free to the system as will be added.
  ///
  /// - Complexity: O(1) for most, beside what the source costs; O(free runs) when some are decommitted to make room.
  @inlinable public func takeClean(_ pageCount: Int, adding addedPageCount: Int? = nil) -> Int {
    unsafe makeRoom(for: addedPageCount ?? pageCount)
    return unsafe takeCleanRun(pageCount)
  }

  /// Takes a run that holds no memory yet.
  @inlinable func takeCleanRun(_ pageCount: Int) -> Int {
    let page = unsafe state.pointee.table.clean.find(pageCount, entries: state.pointee.table.entries) ?? 0
    if page != 0 {
      guard unsafe commit(page, pageCount) else { return 0 }
      unsafe state.pointee.table.takeFree(page, pageCount)
      return page
    }
    let fresh = unsafe state.pointee.table.fresh
    return unsafe takeFresh(pageCount) ? fresh : 0
  }

  /// Keeps what is resident near the most that was used, as long as there are free pages to return for those taken.
  ///
  /// Some of the pages that are returned may be kept the next time, up to an eighth of that mark: they would be asked for
  /// and returned again and again.
  @inlinable func makeRoom(for pageCount: Int) {
    let excess = unsafe excessPageCount(adding: pageCount)
    if unsafe excess > 0 && state.pointee.table.dirty.pageCount > 0 { unsafe purgeExcess(excess) }
  }

  /// Returns so many free pages to the system, and keeps some of them the next time.
  @inlinable func purgeExcess(_ excess: Int) {
    let purged = unsafe purge(excess)
    unsafe state.pointee.slack = unsafe min(
      state.pointee.slack &+ purged / 8, state.pointee.highWater / 8)
  }

  /// How many pages more than wanted hold memory, if `pageCount` more are used.
  @inlinable func excessPageCount(adding pageCount: Int) -> Int {
    let resident = unsafe state.pointee.table.residentPageCount &+ pageCount
    let used = unsafe resident &- state.pointee.table.dirty.pageCount
    unsafe state.pointee.highWater = unsafe max(state.pointee.highWater, used)
    return unsafe resident &- (state.pointee.highWater &+ state.pointee.highWater / 128 &+ state.pointee.slack)
  }

  /// Takes the next pages that count as never used; false when fewer are left.
  @inlinable func takeFresh(_ pageCount: Int) -> Bool {
    let fresh = unsafe state.pointee.table.fresh
    guard unsafe pageCount <= state.pointee.table.pageLimit &- fresh, unsafe commitFresh(fresh &+ pageCount) else {
      return false
    }
    let decommitted = unsafe min(state.pointee.table.decommittedEnd &- fresh, pageCount)
    if decommitted > 0 {
      guard unsafe commit(fresh, decommitted) else { return false }
    }
    unsafe state.pointee.table.fresh = fresh &+ pageCount
    return true
  }

  /// Grows the block that the pages lie in; half as much again, or what is needed.
  @inlinable func commitFresh(_ end: Int) -> Bool {
    // Pages are numbered from 1.
    let needed = (end &- 1) &<< PageTable.shift
    let have = unsafe state.pointee.pages.byteCount
    if needed <= have { return true }
    let generous = unsafe min(max(needed, have &+ have / 2), (state.pointee.table.pageLimit &- 1) &<< PageTable.shift)
    return unsafe state.pointee.source.resize(&state.pointee.pages, byteCount: generous)
      || state.pointee.source.resize(&state.pointee.pages, byteCount: needed)
  }

  @inlinable func memory(_ page: Int, _ pageCount: Int) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(
      start: state.pointee.table.address(of: page), count: pageCount &<< PageTable.shift)
  }
  /// Asks for memory for pages that hold none, and notes that it was returned too early, if it was.
  @inlinable func commit(_ page: Int, _ pageCount: Int) -> Bool {
    let again = unsafe min(state.pointee.returnedPages, pageCount)
    unsafe state.pointee.returnedPages &-= again
    unsafe state.pointee.wantedPages &+= again
    return unsafe state.pointee.source.commit(memory(page, pageCount))
  }

  /// Whether runs can be decommitted: not where the source's pages are larger than those here.
  @inlinable var canDecommit: Bool { unsafe state.pointee.source.pageByteCount <= PageTable.pageByteCount }

  /// Grows the run in place, into the free run behind it.
  @inlinable public func extend(_ page: Int, _ pageCount: Int, to newCount: Int) -> Bool {
    let end = page &+ pageCount
    let more = newCount &- pageCount
    if unsafe end == state.pointee.table.fresh { return unsafe takeFresh(more) }
    guard unsafe state.pointee.table.freePageCount(at: end) >= more else { return false }
    if unsafe state.pointee.table.entries[end].isClean && !commit(end, more) { return false }
    unsafe state.pointee.table.takeFree(end, more)
    unsafe noteFewest()
    return true
  }
}
