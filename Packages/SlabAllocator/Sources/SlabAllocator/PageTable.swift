/// Which pages of a region are free, and what the others are used for. It touches no page itself.
@safe
@frozen
@usableFromInline
struct PageTable {
  @inlinable static var shift: Int { 12 }
  @inlinable static var pageByteCount: Int { 4096 }

  /// Where page 0 would be. It is never used, so that 0 means none.
  @usableFromInline let base: UInt
  @usableFromInline let byteLimit: UInt
  @usableFromInline let kinds: UnsafeMutablePointer<UInt8>
  @usableFromInline let entries: UnsafeMutablePointer<PageEntry>
  /// The number of pages, and the first page that was never used.
  @usableFromInline let pageLimit: Int
  @usableFromInline var fresh = 1
  /// Where the pages end that count as never used, from `fresh` on, because their memory is with the system again.
  @usableFromInline var decommittedEnd = 1
  /// Free runs that hold memory, and free runs whose memory is with the system.
  @usableFromInline var dirty: RunBins
  @usableFromInline var clean: RunBins

  @inlinable init(
    base: UInt, pageLimit: Int, kinds: UnsafeMutablePointer<UInt8>, entries: UnsafeMutablePointer<PageEntry>,
    heads: UnsafeMutablePointer<UInt32>
  ) {
    self.base = base
    self.byteLimit = UInt(bitPattern: pageLimit &<< Self.shift)
    unsafe self.kinds = unsafe kinds
    unsafe self.entries = unsafe entries
    self.pageLimit = pageLimit
    dirty = unsafe RunBins(heads: heads)
    clean = unsafe RunBins(heads: heads + RunBins.count)
  }
  @inline(always)
  @inlinable func address(of page: Int) -> UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(bitPattern: base &+ UInt(bitPattern: page &<< Self.shift)).unsafelyUnwrapped
  }
  @inline(always)
  @inlinable func offset(of address: UnsafeRawPointer) -> UInt { UInt(bitPattern: address) &- base }
  @inline(always)
  @inlinable func page(of address: UnsafeRawPointer) -> Int {
    unsafe Int(bitPattern: offset(of: address) &>> UInt(Self.shift))
  }

  /// The pages that hold memory, or may.
  @inlinable var residentPageCount: Int { fresh &- 1 &- clean.pageCount }

  /// The pages that are in use: neither free nor never used.
  @inlinable var takenPageCount: Int { residentPageCount &- dirty.pageCount }

  /// Notes that a run is free.
  @inlinable mutating func insertFree(_ page: Int, _ pageCount: Int, isClean: Bool) {
    let last = page &+ pageCount &- 1
    unsafe kinds[page] = PageKind.free
    unsafe kinds[last] = PageKind.free
    unsafe entries[page].pageCount = UInt32(truncatingIfNeeded: pageCount)
    unsafe entries[last].pageCount = UInt32(truncatingIfNeeded: pageCount)
    unsafe entries[page].isClean = isClean
    unsafe entries[last].isClean = isClean
    if isClean {
      unsafe clean.insert(page, pageCount, entries: entries)
    } else {
      unsafe dirty.insert(page, pageCount, entries: entries)
    }
  }
  @inlinable mutating func removeFree(_ page: Int) {
    let pageCount = unsafe Int(entries[page].pageCount)
    if unsafe entries[page].isClean {
      unsafe clean.remove(page, pageCount, entries: entries)
    } else {
      unsafe dirty.remove(page, pageCount, entries: entries)
    }
  }

  /// Frees a run, and joins it with free runs of its kind beside it.
  @inlinable mutating func free(_ page: Int, _ pageCount: Int, isClean: Bool) {
    var page = page
    var pageCount = pageCount
    let end = page &+ pageCount
    if unsafe kinds[page &- 1] == PageKind.free && entries[page &- 1].isClean == isClean {
      let first = unsafe page &- Int(entries[page &- 1].pageCount)
      removeFree(first)
      pageCount &+= page &- first
      page = first
    }
    if unsafe end < fresh && kinds[end] == PageKind.free && entries[end].isClean == isClean {
      removeFree(end)
      unsafe pageCount &+= Int(entries[end].pageCount)
    }
    if isClean && page &+ pageCount == fresh {
      decommittedEnd = max(decommittedEnd, fresh)
      fresh = page
      return
    }
    insertFree(page, pageCount, isClean: isClean)
  }

  /// Takes `pageCount` pages from the beginning of a free run.
  @inlinable mutating func takeFree(_ page: Int, _ pageCount: Int) {
    let length = unsafe Int(entries[page].pageCount)
    let isClean = unsafe entries[page].isClean
    removeFree(page)
    if length > pageCount { insertFree(page &+ pageCount, length &- pageCount, isClean: isClean) }
  }

  /// The pages of the free run that begins at `page`; 0 when none does.
  @inlinable func freePageCount(at page: Int) -> Int {
    unsafe page < fresh && kinds[page] == PageKind.free ? Int(entries[page].pageCount) : 0
  }
  /// The pages of the free run that ends before `page`; 0 when none does.
  @inlinable func freePageCount(before page: Int) -> Int {
    unsafe kinds[page &- 1] == PageKind.free ? Int(entries[page &- 1].pageCount) : 0
  }
}

/// What each page of a region is used for, to be read while another thread changes the table: constants, and kinds that
/// do not change as long as a block lives on the page.
@safe
@frozen
@usableFromInline
struct PageMap {
  @usableFromInline let base: UInt
  @usableFromInline let byteLimit: UInt
  @usableFromInline let kinds: UnsafePointer<UInt8>

  @inlinable init(_ table: PageTable) {
    base = table.base
    byteLimit = table.byteLimit
    unsafe kinds = unsafe UnsafePointer(table.kinds)
  }

  /// What the page at `address` is used for; `unused` when it is none of the region.
  @inline(always)
  @inlinable func kind(of address: UnsafeRawPointer) -> UInt8 {
    let offset = UInt(bitPattern: address) &- base
    guard offset < byteLimit else { return PageKind.unused }
    return unsafe kinds[Int(bitPattern: offset &>> UInt(PageTable.shift))]
  }
}
