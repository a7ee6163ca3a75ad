public import AllocatorCore

// A run as one block: what is too large to share pages with others.
extension PageRuns where Source: ~Copyable {
  /// The number of pages that hold `byteCount` bytes; `nil` when there are not as many in the region.
  @inlinable func pageCount(for byteCount: Int) -> Int? {
    let count = byteCount / PageTable.pageByteCount &+ (byteCount % PageTable.pageByteCount == 0 ? 0 : 1)
    return unsafe count <= state.pointee.table.pageLimit ? max(count, 1) : nil
  }

  /// Allocates a run of whole pages.
  ///
  /// - Complexity: O(1), and O(pages) for one byte each.
  @inlinable
  public func allocateRun(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    guard let count = unsafe pageCount(for: byteCount) else { return nil }
    if alignment > PageTable.pageByteCount { return unsafe allocateAlignedRun(count, alignment: alignment) }
    let page = unsafe take(count)
    return unsafe page == 0 ? nil : markRun(page, count)
  }

  /// Takes more, and returns what lies before the aligned page and behind the block.
  @inlinable func allocateAlignedRun(_ count: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    let padding = alignment &>> PageTable.shift &- 1
    guard unsafe padding <= state.pointee.table.pageLimit else { return nil }
    let page = unsafe take(count &+ padding)
    if page == 0 { return nil }
    let start = unsafe UInt(bitPattern: state.pointee.table.address(of: page))
    let lead = Int(bitPattern: (0 &- start) & UInt(bitPattern: alignment &- 1)) &>> PageTable.shift
    let result = unsafe markRun(page &+ lead, count)
    unsafe freeAgain(page, lead, isClean: false)
    unsafe freeAgain(page &+ lead &+ count, padding &- lead, isClean: false)
    // One return, behind both: the kinds of the padding's pages may have said that they are free.
    unsafe didFree()
    return unsafe result
  }

  @inlinable func markRun(_ page: Int, _ count: Int) -> UnsafeMutableRawPointer {
    unsafe setKinds(page, count, PageKind.runRest)
    unsafe state.pointee.table.kinds[page] = PageKind.run
    unsafe state.pointee.table.entries[page].pageCount = UInt32(truncatingIfNeeded: count)
    return unsafe state.pointee.table.address(of: page)
  }
  @inlinable func setKinds(_ page: Int, _ count: Int, _ kind: UInt8) {
    unsafe (state.pointee.table.kinds + page).update(repeating: kind, count: count)
  }

  /// Deallocates the run that begins at `page`.
  ///
  /// - Complexity: O(pages) for one byte each, and that of `give(_:_:)`.
  @inlinable
  public func deallocateRun(_ page: Int) {
    let count = unsafe Int(state.pointee.table.entries[page].pageCount)
    unsafe setKinds(page, count, PageKind.free)
    unsafe give(page, count)
  }

  /// The size of the run that begins at `page`, in bytes.
  @inlinable
  public func runByteCount(_ page: Int) -> Int {
    unsafe Int(state.pointee.table.entries[page].pageCount) &<< PageTable.shift
  }

  /// Shrinks a run, or grows it into free pages behind it.
  ///
  /// - Complexity: O(pages that come or go) for one byte each, and that of `extend(_:_:to:)` or `give(_:_:)`.
  @inlinable
  public func resizeRun(_ page: Int, byteCount: Int) -> Bool {
    let old = unsafe Int(state.pointee.table.entries[page].pageCount)
    guard let new = unsafe pageCount(for: byteCount) else { return false }
    if new > old {
      guard unsafe extend(page, old, to: new) else { return false }
      unsafe setKinds(page &+ old, new &- old, PageKind.runRest)
    } else if new < old {
      unsafe setKinds(page &+ new, old &- new, PageKind.free)
      unsafe give(page &+ new, old &- new)
    }
    unsafe state.pointee.table.entries[page].pageCount = UInt32(truncatingIfNeeded: new)
    return true
  }

  /// Moves the memory behind a run to a larger one, without copying it where the source can.
  ///
  /// - Returns: The new address, or `nil`; then nothing has changed.
  /// - Complexity: O(pages) for one byte each, that of `takeClean(_:adding:)`, and what the source costs to move pages.
  @inlinable
  public func moveRun(_ page: Int, byteCount: Int) -> UnsafeMutableRawPointer? {
    let old = unsafe Int(state.pointee.table.entries[page].pageCount)
    guard unsafe canMove && old >= fewestMovedOfRun, let new = unsafe pageCount(for: byteCount), new >= old else {
      return nil
    }
    // The pages that are moved are those of the old run.
    let target = unsafe takeClean(new, adding: new &- old)
    if target == 0 { return nil }
    let address = unsafe state.pointee.table.address(of: target)
    switch unsafe move(page, old, to: address) {
    case .moved: break
    case .refused:
      unsafe state.pointee.table.free(target, new, isClean: true)
      return nil
    case .lost:
      unsafe setKinds(target, new, PageKind.runRest)
      unsafe lose(target, old)
      unsafe freeAgain(target &+ old, new &- old, isClean: true)
      return nil
    }
    // First, so that the free run beside it does not take it for free.
    let result = unsafe markRun(target, new)
    unsafe setKinds(page, old, PageKind.free)
    unsafe state.pointee.table.free(page, old, isClean: true)
    return unsafe result
  }

  /// The first page of the run that `page` is in.
  @inlinable func firstPage(of page: Int) -> Int {
    var page = page
    while unsafe state.pointee.table.kinds[page] == PageKind.runRest { page &-= 1 }
    return page
  }

  /// What the page at `address` is used for; `unused` when it is none of the region.
  @inline(always)
  @inlinable func kind(of address: UnsafeRawPointer) -> UInt8 {
    unsafe state.pointee.map.kind(of: address)
  }

  /// Whether `address` lies in the region.
  @inlinable public func contains(_ address: UnsafeRawPointer) -> Bool {
    let offset = unsafe UInt(bitPattern: address) &- state.pointee.map.base
    return unsafe offset >= UInt(PageTable.pageByteCount) && offset < state.pointee.map.byteLimit
  }

  /// Whether a block lies in the region.
  @inlinable public func contains(_ block: Block) -> Bool {
    let map = unsafe state.pointee.map
    // The first page of the table is none of the region.
    let first = UInt(PageTable.pageByteCount)
    guard let base = unsafe UnsafeRawPointer(bitPattern: map.base &+ first) else { return false }
    return unsafe block.lies(in: base, byteCount: Int(bitPattern: map.byteLimit &- first))
  }
}

// What is known of the region.
extension PageRuns where Source: ~Copyable {
  /// The pages of the region that hold memory, or may, in bytes.
  @inlinable public var residentByteCount: Int {
    unsafe (state.pointee.table.residentPageCount &- state.pointee.lostPageCount) &* PageTable.pageByteCount
  }
  /// The free pages among them, in bytes.
  @inlinable public var freeByteCount: Int {
    unsafe state.pointee.table.dirty.pageCount &* PageTable.pageByteCount
  }
  /// The free pages whose memory is with the source, in bytes.
  @inlinable public var decommittedByteCount: Int {
    unsafe state.pointee.table.clean.pageCount &* PageTable.pageByteCount
  }
  /// The size of the tables, in bytes, of which as much is touched as the region is used.
  @inlinable public var tableByteCount: Int { unsafe state.pointee.tables.byteCount }
  /// The part of the tables that was touched, in bytes: what the pages used so far need.
  @inlinable public var usedTableByteCount: Int {
    unsafe Self.headByteCount &+ state.pointee.table.fresh &* (MemoryLayout<PageEntry>.stride &+ 1)
  }
  /// Where the region's pages begin.
  @inlinable public var regionAddress: UnsafeMutableRawPointer { unsafe state.pointee.pages.address }
  /// The size of the region's block, in bytes.
  @inlinable public var regionByteCount: Int { unsafe state.pointee.pages.byteCount }

  /// Decommits all free pages.
  ///
  /// - Returns: The bytes returned to the source.
  /// - Complexity: O(free runs), beside what the source costs to decommit them, and to renew them where memory was moved.
  @inlinable public func releaseAll() -> Int {
    let pageCount = unsafe purge(state.pointee.table.dirty.pageCount)
    if unsafe state.pointee.moveCount > 0 { unsafe renew() }
    unsafe state.pointee.highWater = unsafe state.pointee.table.residentPageCount
    return unsafe pageCount &* PageTable.pageByteCount &+ state.pointee.source.releaseUnused()
  }
}
