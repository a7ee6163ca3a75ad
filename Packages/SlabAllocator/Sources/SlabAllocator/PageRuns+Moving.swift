// Memory of free runs that is moved to where it is needed, instead of being returned to the system there and asked for here.
extension PageRuns where Source: ~Copyable {
  /// The fewest pages that are moved at a time.
  ///
  /// Each time is a system call, and leaves the system a mapping more to keep, and the rests of those that it cuts.
  @inlinable var fewestMoved: Int { unsafe max(4, spanPageCount / 2048) }

  /// The fewest pages of a run that is moved as a whole; shorter ones are copied as fast.
  @inlinable var fewestMovedOfRun: Int { unsafe max(256, spanPageCount / 2048) }

  /// The pages up to the last one that was ever used.
  @inlinable var spanPageCount: Int {
    unsafe max(state.pointee.table.fresh, state.pointee.table.decommittedEnd)
  }

  /// Takes a run that holds no memory, and moves the memory of free runs there that would be returned to the system in
  /// exchange; 0 when there is too little of it, or the source cannot move any.
  ///
  /// - Complexity: O(pages) for one byte each, and the source's cost.
  @inline(never)
  @inlinable func takeMoved(_ pageCount: Int) -> Int {
    let excess = unsafe min(excessPageCount(adding: pageCount), pageCount)
    guard unsafe excess >= fewestMoved && canMove && longestDirtyPageCount >= fewestMoved else { return 0 }
    let page = unsafe takeCleanRun(pageCount)
    if page == 0 { return 0 }
    let isTaken = unsafe exchange(excess, for: page, pageCount)
    unsafe noteFewest()
    return isTaken ? page : 0
  }

  /// Moves the memory of up to `excess` free pages to the pages of a run that hold none and were taken just now, and
  /// returns what is left of it to the system.
  ///
  /// - Returns: Whether the run can be used; if not, it was returned.
  @inlinable func exchange(_ excess: Int, for page: Int, _ pageCount: Int) -> Bool {
    let fewest = unsafe fewestMoved
    let limit = min(excess, pageCount)
    guard unsafe excess > 0 && state.pointee.table.dirty.pageCount > 0 else { return true }
    // First, so that what becomes free beside them does not take them for free.
    unsafe setKinds(page, pageCount, PageKind.runRest)
    var moved = 0
    while unsafe limit &- moved >= fewest && canMove && longestDirtyPageCount >= fewest {
      let count = unsafe moveLongest(limit &- moved, to: page &+ moved)
      if count == 0 { break }
      if count < 0 {
        let behind = page &+ moved &- count
        unsafe lose(page &+ moved, 0 &- count)
        unsafe freeAgain(page, moved, isClean: false)
        unsafe freeAgain(behind, page &+ pageCount &- behind, isClean: true)
        return false
      }
      moved &+= count
    }
    if moved < excess { unsafe purgeExcess(excess &- moved) }
    return true
  }

  /// Whether the memory of pages can be moved, as far as was tried, and has not been too often.
  @inlinable var canMove: Bool {
    unsafe state.pointee.isMovable && state.pointee.moveCount < Self.mostMoves && canDecommit
  }

  /// How many moves may have left mappings to the system: Linux allows 65,530 in a process, and a block that is moved
  /// each time that it grows takes one more each time.
  @inlinable static var mostMoves: Int { 8192 }

  /// The length of one of the longest free runs that hold memory; 0 when there is none.
  @inlinable var longestDirtyPageCount: Int {
    let bins = unsafe state.pointee.table.dirty
    guard let bin = bins.lastBin(before: RunBins.count) else { return 0 }
    return unsafe Int(state.pointee.table.entries[Int(bins.heads[bin])].pageCount)
  }

  /// Moves the memory of one of the longest free runs, or of its last `limit` pages, to a place that holds none.
  ///
  /// - Returns: The number of pages; 0 when the source cannot move them, and less when as many at that place are lost.
  @inlinable func moveLongest(_ limit: Int, to page: Int) -> Int {
    let bins = unsafe state.pointee.table.dirty
    guard let bin = bins.lastBin(before: RunBins.count) else { return 0 }
    let run = unsafe Int(bins.heads[bin])
    let length = unsafe Int(state.pointee.table.entries[run].pageCount)
    let count = min(length, limit)
    let rest = length &- count
    let target = unsafe state.pointee.table.address(of: page)
    switch unsafe move(run &+ rest, count, to: target) {
    case .moved: break
    case .refused: return 0
    case .lost: return 0 &- count
    }
    unsafe state.pointee.table.takeFree(run, length)
    if rest > 0 { unsafe state.pointee.table.insertFree(run, rest, isClean: false) }
    unsafe state.pointee.table.free(run &+ rest, count, isClean: true)
    return count
  }

  /// After how many moves free pages are mapped anew.
  @inlinable static var movesBetweenRenewals: Int { 1024 }

  /// Moves the memory of pages to others, and no more of this region when the source cannot: it may be short of mappings,
  /// and each failure may cost the region the pages at the target.
  @inlinable func move(_ page: Int, _ pageCount: Int, to target: UnsafeMutableRawPointer) -> PageMove {
    if unsafe state.pointee.moveCount &- state.pointee.renewedMoveCount >= Self.movesBetweenRenewals {
      unsafe renew()
    }
    let result = unsafe state.pointee.source.movePages(memory(page, pageCount), to: target)
    if result == .moved {
      unsafe state.pointee.moveCount &+= 1
    } else {
      unsafe state.pointee.isMovable = false
    }
    return result
  }

  /// Puts pages that were taken out of use for ever.
  @inlinable func lose(_ page: Int, _ pageCount: Int) {
    unsafe setKinds(page, pageCount, PageKind.unused)
    unsafe state.pointee.lostPageCount &+= pageCount
  }

  /// Frees pages of a run that was taken just now.
  @inlinable func freeAgain(_ page: Int, _ pageCount: Int, isClean: Bool) {
    guard pageCount > 0 else { return }
    unsafe setKinds(page, pageCount, PageKind.free)
    unsafe state.pointee.table.free(page, pageCount, isClean: isClean)
  }

  /// Has the source map free pages anew that hold no memory, so that the system keeps fewer mappings.
  ///
  /// Short runs are left as they are: in the middle of a mapping they would make two more of it.
  ///
  /// - Complexity: O(free runs), beside what the source costs.
  @inline(never)
  @inlinable func renew() {
    let fewest = unsafe fewestMoved
    var bin = RunBins.count
    while let lower = unsafe state.pointee.table.clean.lastBin(before: bin) {
      bin = lower
      var page = unsafe Int(state.pointee.table.clean.heads[bin])
      while page != 0 {
        let next = unsafe Int(state.pointee.table.entries[page].next)
        let length = unsafe Int(state.pointee.table.entries[page].pageCount)
        if unsafe length >= fewest && !state.pointee.source.renewPages(memory(page, length)) {
          unsafe state.pointee.table.takeFree(page, length)
          unsafe lose(page, length)
        }
        page = next
      }
    }
    let fresh = unsafe state.pointee.table.fresh
    let decommitted = unsafe state.pointee.table.decommittedEnd &- fresh
    if unsafe decommitted > 0 && !state.pointee.source.renewPages(memory(fresh, decommitted)) {
      unsafe state.pointee.table.fresh = fresh &+ decommitted
      unsafe lose(fresh, decommitted)
    }
    // What was moved had four pages at least.
    let pageCount = unsafe state.pointee.table.takenPageCount &- state.pointee.lostPageCount
    let kept = unsafe (pageCount &+ state.pointee.table.dirty.pageCount) / 4
    unsafe state.pointee.moveCount = min(state.pointee.moveCount, kept)
    unsafe state.pointee.renewedMoveCount = unsafe state.pointee.moveCount
  }
}
