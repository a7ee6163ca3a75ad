public import AllocatorCore

/// A size class: its blocks, its spans, and the spans that have blocks to take.
@frozen
@usableFromInline
struct SlabClass {
  @usableFromInline var byteCount: UInt32 = 0
  @usableFromInline var capacity: UInt16 = 0
  @usableFromInline var spanPageCount: UInt16 = 0
  @usableFromInline var partial: UInt32 = 0

  @inlinable init() {}

  /// A class whose spans take as many pages, up to four, as leave little over behind the last block.
  @inlinable init(byteCount: Int) {
    var pageCount = 1
    var waste = PageTable.pageByteCount % byteCount &* 4096 / PageTable.pageByteCount
    for count in 2...4 {
      let room = count &* PageTable.pageByteCount
      let share = room % byteCount &* 4096 / room
      if share &+ 61 < waste {
        pageCount = count
        waste = share
      }
    }
    self.byteCount = UInt32(truncatingIfNeeded: byteCount)
    capacity = UInt16(truncatingIfNeeded: pageCount &* PageTable.pageByteCount / byteCount)
    spanPageCount = UInt16(truncatingIfNeeded: pageCount)
  }
}

/// The size classes of slabs: every 8 bytes to 128, then eight steps a doubling to 1024.
///
/// Numbered from 1, so that a page's kind can be its class. A size that is a multiple of an alignment is served by a
/// class that is.
///
/// Each operation is O(1) unless it says otherwise.
public enum SlabClasses {
  /// The number of classes, with class 0, which serves nothing.
  @inlinable public static var count: Int { 41 }
  /// The largest size that is served, in bytes.
  @inlinable public static var largestByteCount: Int { 1024 }

  /// The size of a class's blocks, in bytes.
  @inlinable
  public static func byteCount(of index: Int) -> Int {
    GeometricSizeClasses.byteCount(of: index &- 1, quantumShift: 3, stepShift: 3)
  }

  /// The class of a size of up to 1024 bytes.
  @inline(always)
  @inlinable
  public static func index(for byteCount: Int) -> Int {
    GeometricSizeClasses.index(of: byteCount, quantumShift: 3, stepShift: 3) &+ 1
  }
}

/// The state of ``Slabs``.
@frozen
public struct SlabState {
  @usableFromInline var classes: InlineArray<41, SlabClass>

  /// No span yet.
  ///
  /// - Complexity: O(classes).
  @inlinable
  public init() {
    classes = InlineArray(repeating: SlabClass())
    for index in 1..<SlabClasses.count { classes[index] = SlabClass(byteCount: SlabClasses.byteCount(of: index)) }
  }
}

/// Small blocks by size class, out of spans of one to four pages.
///
/// A handle on a ``SlabState``. Blocks come and go as lists, linked through their first words, so that a cache in front
/// pays for several at a time. A span is carved in the order of addresses, a page at a time, as it is needed. The fullest
/// of the first spans of a class is taken from first; a span whose last block comes back returns to the pool of runs at
/// once, where any class can have it. Nothing is stored beside a block.
///
/// Each operation is O(1), beside what the runs cost where a span comes or goes, unless it says otherwise.
@unsafe
@frozen
public struct Slabs<Source: PageSource & ~Copyable> {
  @usableFromInline let state: UnsafeMutablePointer<SlabState>
  @usableFromInline let runs: PageRuns<Source>
  @inlinable public init(state: UnsafeMutablePointer<SlabState>, runs: PageRuns<Source>) {
    unsafe self.state = unsafe state
    unsafe self.runs = unsafe runs
  }
  @inline(always)
  @inlinable var entries: UnsafeMutablePointer<PageEntry> { unsafe runs.state.pointee.table.entries }

  @inline(always)
  @inlinable func classPointer(_ index: Int) -> UnsafeMutablePointer<SlabClass> {
    unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: SlabClass.self) + index
  }

  /// Takes up to `count` blocks of a class, linked through their first words; fewer, or none, when there is no room.
  ///
  /// - Complexity: O(`count`), beside what the runs cost for new spans.
  @inlinable public func takeList(_ index: Int, _ count: Int) -> (head: UnsafeMutableRawPointer?, count: Int) {
    var list = unsafe take(index, count)
    while unsafe list.count < count {
      let more = unsafe take(index, count &- list.count, before: list.head)
      if unsafe more.count == 0 { break }
      unsafe list = unsafe (more.head, list.count &+ more.count)
    }
    return unsafe list
  }

  /// Takes up to `count` blocks of one span, at least 1, linked through their first words, the last one to `rest`; none
  /// when there is no room.
  ///
  /// - Complexity: O(`count`), beside what the runs cost for a new span.
  @inlinable public func take(
    _ index: Int, _ count: Int, before rest: UnsafeMutableRawPointer? = nil
  ) -> (head: UnsafeMutableRawPointer?, count: Int) {
    let sizeClass = unsafe classPointer(index)
    let page = unsafe selectSpan(index, sizeClass)
    if page == 0 { return (nil, 0) }
    let entry = unsafe entries + page
    var taken = 0
    let head: UnsafeMutableRawPointer
    let start = unsafe runs.state.pointee.table.address(of: page)
    if unsafe entry.pointee.free != PageEntry.none {
      let first = unsafe start + Int(entry.pointee.free) &* 8
      unsafe head = unsafe first
      var last = unsafe first
      taken = 1
      while taken < count, let next = unsafe last.load(as: UnsafeMutableRawPointer?.self) {
        unsafe last = unsafe next
        taken &+= 1
      }
      unsafe entry.pointee.free = unsafe place(last.load(as: UnsafeMutableRawPointer?.self), in: start)
      unsafe last.storeBytes(of: rest, as: UnsafeMutableRawPointer?.self)
    } else {
      let byteCount = unsafe Int(sizeClass.pointee.byteCount)
      var offset = unsafe Int(entry.pointee.carvedCount) &* byteCount
      unsafe head = unsafe start + offset
      // To the end of the page, so that no page is touched before it is needed.
      let pageEnd = (offset &+ PageTable.pageByteCount) & ~(PageTable.pageByteCount &- 1)
      let fit = unsafe min(
        Int(sizeClass.pointee.capacity) &- Int(entry.pointee.carvedCount), max((pageEnd &- offset) / byteCount, 1))
      let limit = min(count, fit)
      taken = 1
      while taken < limit {
        let next = offset &+ byteCount
        unsafe (start + offset).storeBytes(of: start + next, as: UnsafeMutableRawPointer?.self)
        offset = next
        taken &+= 1
      }
      unsafe (start + offset).storeBytes(of: rest, as: UnsafeMutableRawPointer?.self)
      unsafe entry.pointee.carvedCount &+= UInt16(truncatingIfNeeded: taken)
    }
    unsafe entry.pointee.liveCount &+= UInt16(truncatingIfNeeded: taken)
    if unsafe entry.pointee.liveCount == sizeClass.pointee.capacity {
      unsafe entry.pointee.isFull = true
      unsafe unlink(page, sizeClass)
    }
    return unsafe (head, taken)
  }

  /// The place of a free block as a span's entry has it.
  @inlinable func place(_ block: UnsafeMutableRawPointer?, in start: UnsafeMutableRawPointer) -> UInt16 {
    guard let block = unsafe block else { return PageEntry.none }
    return unsafe UInt16(truncatingIfNeeded: (block - start) &>> 3)
  }

  /// The fullest of the first few spans, or a new one.
  @inlinable func selectSpan(_ index: Int, _ sizeClass: UnsafeMutablePointer<SlabClass>) -> Int {
    var page = unsafe Int(sizeClass.pointee.partial)
    if page == 0 { return unsafe newSpan(index, sizeClass) }
    var best = page
    var steps = 0
    page = unsafe Int(entries[page].next)
    while page != 0 && steps < 8 {
      if unsafe entries[page].liveCount > entries[best].liveCount { best = page }
      page = unsafe Int(entries[page].next)
      steps &+= 1
    }
    if unsafe best != Int(sizeClass.pointee.partial) {
      unsafe unlink(best, sizeClass)
      unsafe link(best, sizeClass)
    }
    return best
  }

  @inline(never)
  @inlinable func newSpan(_ index: Int, _ sizeClass: UnsafeMutablePointer<SlabClass>) -> Int {
    let pageCount = unsafe Int(sizeClass.pointee.spanPageCount)
    let page = unsafe runs.take(pageCount)
    if page == 0 { return 0 }
    let kinds = unsafe runs.state.pointee.table.kinds
    for i in 0..<pageCount {
      unsafe kinds[page &+ i] = UInt8(truncatingIfNeeded: index)
      unsafe entries[page &+ i].offset = UInt8(truncatingIfNeeded: i)
    }
    unsafe entries[page].free = PageEntry.none
    unsafe entries[page].liveCount = 0
    unsafe entries[page].carvedCount = 0
    unsafe entries[page].isFull = false
    unsafe link(page, sizeClass)
    return page
  }

  @inlinable func link(_ page: Int, _ sizeClass: UnsafeMutablePointer<SlabClass>) {
    let head = unsafe sizeClass.pointee.partial
    unsafe entries[page].next = head
    unsafe entries[page].previous = 0
    if head != 0 { unsafe entries[Int(head)].previous = UInt32(truncatingIfNeeded: page) }
    unsafe sizeClass.pointee.partial = UInt32(truncatingIfNeeded: page)
  }
  @inlinable func unlink(_ page: Int, _ sizeClass: UnsafeMutablePointer<SlabClass>) {
    let next = unsafe entries[page].next
    let previous = unsafe entries[page].previous
    if next != 0 { unsafe entries[Int(next)].previous = previous }
    if previous != 0 {
      unsafe entries[Int(previous)].next = next
    } else {
      unsafe sizeClass.pointee.partial = next
    }
  }

  /// Returns up to `count` blocks of a list; the rest of the list.
  ///
  /// - Complexity: O(`count`), beside what the runs cost for spans that return, and at the end of a period.
  @inlinable public func give(
    _ index: Int, _ head: UnsafeMutableRawPointer?, _ count: Int
  ) -> UnsafeMutableRawPointer? {
    let sizeClass = unsafe classPointer(index)
    let entries = unsafe entries
    let base = unsafe runs.state.pointee.table.base
    let spanByteCount = unsafe UInt(sizeClass.pointee.spanPageCount) &<< UInt(PageTable.shift)
    var head = unsafe head
    var left = count
    while left > 0, var block = unsafe head {
      var page = Int(bitPattern: (UInt(bitPattern: block) &- base) &>> UInt(PageTable.shift))
      unsafe page &-= Int(entries[page].offset)
      let entry = unsafe entries + page
      let start = unsafe runs.state.pointee.table.address(of: page)
      var list = unsafe entry.pointee.free == PageEntry.none ? nil : start + Int(entry.pointee.free) &* 8
      var live = unsafe entry.pointee.liveCount
      // Blocks of one span often follow one another.
      while true {
        unsafe head = unsafe block.load(as: UnsafeMutableRawPointer?.self)
        unsafe block.storeBytes(of: list, as: UnsafeMutableRawPointer?.self)
        unsafe list = unsafe block
        live &-= 1
        left &-= 1
        guard left > 0, let next = unsafe head, UInt(bitPattern: next) &- UInt(bitPattern: start) < spanByteCount else {
          break
        }
        unsafe block = unsafe next
      }
      unsafe entry.pointee.free = place(list, in: start)
      unsafe entry.pointee.liveCount = live
      if unsafe entry.pointee.isFull {
        unsafe entry.pointee.isFull = false
        unsafe link(page, sizeClass)
      }
      if live == 0 { unsafe releaseSpan(page, sizeClass) }
    }
    // Also while no page comes or goes, what is free for long returns to the source.
    if count > 1 { unsafe runs.count() }
    return unsafe head
  }

  @inline(never)
  @inlinable func releaseSpan(_ page: Int, _ sizeClass: UnsafeMutablePointer<SlabClass>) {
    unsafe unlink(page, sizeClass)
    let pageCount = unsafe Int(sizeClass.pointee.spanPageCount)
    for i in 0..<pageCount { unsafe runs.state.pointee.table.kinds[page &+ i] = PageKind.free }
    unsafe runs.give(page, pageCount)
  }
}
