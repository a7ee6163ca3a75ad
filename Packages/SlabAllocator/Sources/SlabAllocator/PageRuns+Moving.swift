// Memory of free runs that is moved to where it is needed, instead of being returned to the system there and asked for here.
extension PageRuns where Source: ~Copyable {
  /// The fewest pages that are moved at a time.
  ///
  /// Each time is a system call, and may leave the system a mapping more to keep: some thousands at most.
  @inlinable var fewestMoved: Int { unsafe max(4, state.pointee.highWater / 2048) }

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
    unsafe exchange(excess, for: page, pageCount)
    unsafe noteFewest()
    return page
  }

  /// Moves the memory of up to `excess` free pages to the pages of a run that hold none and were taken just now, and
  /// returns what is left of it to the system.
  @inlinable func exchange(_ excess: Int, for page: Int, _ pageCount: Int) {
    let fewest = unsafe fewestMoved
    let limit = min(excess, pageCount)
    guard unsafe excess > 0 && state.pointee.table.dirty.pageCount > 0 else { return }
    // First, so that what becomes free beside them does not take them for free.
    unsafe setKinds(page, pageCount, PageKind.runRest)
    var moved = 0
    while unsafe limit &- moved >= fewest && canMove && longestDirtyPageCount >= fewest {
      let count = unsafe moveLongest(limit &- moved, to: page &+ moved)
      if count == 0 { break }
      moved &+= count
    }
    if moved < excess { unsafe purgeExcess(excess &- moved) }
  }

  /// Whether the memory of pages can be moved, as far as was tried.
  @inlinable var canMove: Bool { unsafe state.pointee.isMovable && canDecommit }

  /// The length of one of the longest free runs that hold memory; 0 when there is none.
  @inlinable var longestDirtyPageCount: Int {
    let bins = unsafe state.pointee.table.dirty
    guard let bin = bins.lastBin(before: RunBins.count) else { return 0 }
    return unsafe Int(state.pointee.table.entries[Int(bins.heads[bin])].pageCount)
  }

  /// Moves the memory of one of the longest free runs, or of its last `limit` pages, to a place that holds none.
  ///
  /// - Returns: The number of pages; 0 when the source cannot move them.
  @inlinable func moveLongest(_ limit: Int, to page: Int) -> Int {
    let bins = unsafe state.pointee.table.dirty
    guard let bin = bins.lastBin(before: RunBins.count) else { return 0 }
    let run = unsafe Int(bins.heads[bin])
    let length = unsafe Int(state.pointee.table.entries[run].pageCount)
    let count = min(length, limit)
    let rest = length &- count
    let target = unsafe state.pointee.table.address(of: page)
    guard unsafe state.pointee.source.movePages(memory(run &+ rest, count), to: target) else {
      unsafe state.pointee.isMovable = false
      return 0
    }
    unsafe state.pointee.table.takeFree(run, length)
    if rest > 0 { unsafe state.pointee.table.insertFree(run, rest, isClean: false) }
    unsafe state.pointee.table.free(run &+ rest, count, isClean: true)
    return count
  }
}
