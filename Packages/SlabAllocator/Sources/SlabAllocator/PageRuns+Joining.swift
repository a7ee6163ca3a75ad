// Runs of which a part holds memory already, so that less of them is asked of the system, and as much less returned.
extension PageRuns where Source: ~Copyable {
  /// How many of the longest free runs that hold memory are looked at.
  @inlinable static var joinSteps: Int { 8 }

  /// Takes a free run that holds memory and, behind or before it, pages that hold none; 0 when no two are long enough.
  ///
  /// - Complexity: O(1), and the source's cost.
  @inline(never)
  @inlinable func takeJoined(_ pageCount: Int) -> Int {
    let bins = unsafe state.pointee.table.dirty
    var bin = RunBins.count
    var steps = 0
    while unsafe steps < Self.joinSteps, let lower = bins.lastBin(before: bin) {
      bin = lower
      var page = unsafe Int(bins.heads[bin])
      while unsafe page != 0 && steps < Self.joinSteps {
        let length = unsafe Int(state.pointee.table.entries[page].pageCount)
        // Long enough alone, but behind many in its bin that are not.
        if length >= pageCount { break }
        let more = pageCount &- length
        let end = page &+ length
        if unsafe end == state.pointee.table.fresh || state.pointee.table.freePageCount(at: end) >= more {
          return unsafe takeJoined(page, length, behind: more) ? page : 0
        }
        if unsafe state.pointee.table.freePageCount(before: page) >= more {
          return unsafe takeJoined(page, length, before: more) ? page &- more : 0
        }
        page = unsafe Int(state.pointee.table.entries[page].next)
        steps &+= 1
      }
    }
    return 0
  }

  /// Takes a free run of which several parts hold memory and others do not, once all are decommitted; 0 when there is
  /// none.
  ///
  /// - Complexity: O(free runs), and the source's cost.
  @inline(never)
  @inlinable func takeDecommitted(_ pageCount: Int) -> Int {
    let dirtyCount = unsafe state.pointee.table.dirty.pageCount
    let cleanCount = unsafe state.pointee.table.clean.pageCount
    let freshCount = unsafe state.pointee.table.pageLimit &- state.pointee.table.fresh
    guard pageCount <= dirtyCount &+ cleanCount &+ freshCount, unsafe purge(dirtyCount) > 0 else { return 0 }
    return unsafe takeCleanRun(pageCount)
  }

  /// Takes a free run that holds memory, and as many pages behind it that hold none.
  @inlinable func takeJoined(_ page: Int, _ pageCount: Int, behind more: Int) -> Bool {
    // First, so that to make room does not return it.
    unsafe state.pointee.table.removeFree(page)
    let end = page &+ pageCount
    var isTaken: Bool
    let excess = unsafe excessPageCount(adding: more)
    if unsafe end == state.pointee.table.fresh {
      isTaken = unsafe takeFresh(more)
    } else {
      isTaken = unsafe commit(end, more)
      if isTaken { unsafe state.pointee.table.takeFree(end, more) }
    }
    if isTaken {
      // So that what is returned of the other part, if it is, does not take this one for free.
      unsafe state.pointee.table.kinds[end &- 1] = PageKind.runRest
      isTaken = unsafe exchange(excess, for: end, more)
    }
    if !isTaken { unsafe freeAgain(page, pageCount, isClean: false) }
    unsafe noteFewest()
    return isTaken
  }

  /// Takes a free run that holds memory, and as many pages before it that hold none.
  @inlinable func takeJoined(_ page: Int, _ pageCount: Int, before more: Int) -> Bool {
    unsafe state.pointee.table.removeFree(page)
    let excess = unsafe excessPageCount(adding: more)
    var isTaken = unsafe commit(page &- more, more)
    if isTaken {
      let length = unsafe state.pointee.table.freePageCount(before: page)
      unsafe state.pointee.table.removeFree(page &- length)
      if length > more { unsafe state.pointee.table.insertFree(page &- length, length &- more, isClean: true) }
      unsafe state.pointee.table.kinds[page] = PageKind.runRest
      isTaken = unsafe exchange(excess, for: page &- more, more)
    }
    if !isTaken { unsafe freeAgain(page, pageCount, isClean: false) }
    unsafe noteFewest()
    return isTaken
  }
}
