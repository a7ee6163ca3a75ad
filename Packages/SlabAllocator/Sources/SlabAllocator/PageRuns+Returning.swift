// What becomes of free pages that hold memory: how many are kept, and when the others go to the system.
extension PageRuns where Source: ~Copyable {
  /// Returns a run of pages.
  ///
  /// - Complexity: O(1) amortized; at the end of a period, and when more is free than is wanted, O(free runs), beside what
  ///   the source costs to decommit them.
  @inlinable public func give(_ page: Int, _ pageCount: Int) {
    unsafe state.pointee.table.free(page, pageCount, isClean: false)
    unsafe didFree()
  }

  /// Free pages that hold memory which are not too many, whatever is used.
  @inlinable static var alwaysWanted: Int { 2048 }

  /// Counts a return, and decommits what is free beyond what is wanted.
  ///
  /// Last, when all that was returned is free: what is decommitted joins pages beside it whose kind says that they are.
  @inlinable func didFree() {
    if unsafe state.pointee.table.dirty.pageCount > Self.alwaysWanted { unsafe limitFree() }
    unsafe count()
  }

  @inline(never)
  @inlinable func limitFree() {
    let wanted = unsafe max(Self.alwaysWanted, state.pointee.table.takenPageCount / 2) &+ state.pointee.wantedPages
    let free = unsafe state.pointee.table.dirty.pageCount
    unsafe state.pointee.mostFreePages = unsafe max(state.pointee.mostFreePages, free)
    if free > wanted &+ wanted / 4 { unsafe state.pointee.returnedPages &+= purge(free &- wanted) }
  }

  /// After how many takes and returns of runs, and returns of lists of small blocks, the pages that were free all the time
  /// go to the system.
  @usableFromInline static var period: Int { 32768 }

  /// The fewest pages of a longer run that are decommitted at a time: each time is a system call.
  @inlinable static var fewestPurged: Int { 16 }

  /// Decommits about `pageCount` free pages, longest runs first.
  @inlinable func purge(_ pageCount: Int) -> Int {
    var purged = 0
    guard unsafe canDecommit else { return 0 }
    while purged < pageCount {
      let bins = unsafe state.pointee.table.dirty
      guard let bin = bins.lastBin(before: RunBins.count) else { break }
      let page = unsafe Int(bins.heads[bin])
      let length = unsafe Int(state.pointee.table.entries[page].pageCount)
      // The end of a run that is longer than what is asked for: its beginning can be taken without a page fault still.
      let count = unsafe min(length, max(pageCount &- purged, Self.fewestPurged))
      unsafe state.pointee.table.takeFree(page, length)
      let rest = length &- count
      if rest > 0 { unsafe state.pointee.table.insertFree(page, rest, isClean: false) }
      unsafe state.pointee.source.decommit(memory(page &+ rest, count))
      unsafe state.pointee.table.free(page &+ rest, count, isClean: true)
      purged &+= count
    }
    unsafe noteFewest()
    return purged
  }

  /// Notes how many free pages hold memory, if there were never fewer in this period.
  @inlinable func noteFewest() {
    unsafe state.pointee.fewestDirtyPages = unsafe min(
      state.pointee.fewestDirtyPages, state.pointee.table.dirty.pageCount)
  }

  @inline(always)
  @inlinable func count() {
    unsafe state.pointee.operationCount &+= 1
    if unsafe state.pointee.operationCount >= Self.period { unsafe endPeriod() }
  }
  @inlinable func endPeriod() {
    let idle = unsafe state.pointee.fewestDirtyPages
    unsafe state.pointee.operationCount = 0
    if idle > 0 { _ = unsafe purge(idle) }
    // What of the wish for more was of no use in this period becomes less.
    let unused = unsafe min(
      state.pointee.wantedPages, Self.alwaysWanted &+ state.pointee.wantedPages &- state.pointee.mostFreePages)
    if unused > 0 { unsafe state.pointee.wantedPages &-= (unused &+ 7) / 8 }
    unsafe state.pointee.mostFreePages = 0
    unsafe state.pointee.returnedPages /= 2
    unsafe state.pointee.slack &-= state.pointee.slack / 8
    unsafe state.pointee.fewestDirtyPages = unsafe state.pointee.table.dirty.pageCount
    let resident = unsafe state.pointee.table.residentPageCount
    if unsafe state.pointee.highWater > resident {
      unsafe state.pointee.highWater &-= (state.pointee.highWater &- resident &+ 7) / 8
    }
  }
}
