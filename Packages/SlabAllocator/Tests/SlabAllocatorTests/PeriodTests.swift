import SlabAllocator
import Testing

/// What becomes of pages that are returned by the very operation that ends a period, which decommits those beside them.
@Suite struct PeriodTests {
  /// The takes and returns of two periods.
  static let operationCount = 2 * 32768

  /// Takes a run of `pageCount` pages from page `start` on, whose memory was decommitted once, with 16 pages behind it that
  /// are free all through a period. Then `remaining` operations more end this period.
  static func fill(_ region: borrowing Region, start: Int, pageCount: Int, remaining: Int) {
    let next = start + pageCount
    let rest = next + 17
    if start > 0 { #expect(region.take(start) == 0) }
    #expect(region.take(pageCount) == start)
    #expect(region.take(16) == next)
    #expect(region.take(1) == next + 16)
    region.give(start)
    #expect(unsafe region.runs.releaseAll() == pageCount * 4096)
    #expect(region.take(pageCount) == start)
    // As much as this was used once, so that what is free is not decommitted to make room.
    #expect(region.take(100) == rest)
    region.give(next)
    var left = operationCount - remaining - (start > 0 ? 8 : 7)
    if left % 2 == 1 {
      let page = unsafe region.runs.page(of: region.runs.regionAddress + rest * 4096)
      #expect(unsafe region.runs.resizeRun(page, byteCount: 99 * 4096))
      #expect(unsafe region.runs.resizeRun(page, byteCount: 100 * 4096))
      left -= 1
    }
    for _ in 0..<left / 2 {
      region.give(rest)
      _ = unsafe region.runs.allocateRun(byteCount: 100 * 4096, alignment: 1)
    }
    #expect(region.ledger.decommitted == [pageCount])
  }

  @Test func `a run that is returned at the end of a period is free once`() {
    let region = Region()
    Self.fill(region, start: 0, pageCount: 8, remaining: 1)
    region.give(0)
    #expect(region.ledger.decommitted == [8, 16])
    #expect(region.take(24) == 0)
    #expect(region.take(24) == 125)
  }

  @Test func `pages that a run shrinks by at the end of a period are free once`() {
    let region = Region()
    Self.fill(region, start: 0, pageCount: 8, remaining: 1)
    let page = unsafe region.runs.page(of: region.runs.regionAddress)
    #expect(unsafe region.runs.resizeRun(page, byteCount: 4096))
    #expect(region.ledger.decommitted == [8, 16])
    #expect(region.take(23) == 1)
    #expect(region.take(23) == 125)
  }

  @Test func `an aligned run is not free when pages behind it are returned at the end of a period`() {
    let region = Region()
    let start = unsafe UInt(bitPattern: region.runs.regionAddress) % 8192 == 0 ? 0 : 1
    Self.fill(region, start: start, pageCount: 8, remaining: 3)
    region.give(start)
    let aligned = unsafe region.runs.allocateRun(byteCount: 7 * 4096, alignment: 8192)
    #expect(unsafe aligned == region.runs.regionAddress + start * 4096)
    #expect(region.ledger.decommitted == [8, 16])
    #expect(region.take(24) == start + 125)
    #expect(region.take(17) == start + 7)
  }

  @Test func `free pages that a run grew into meanwhile were not free all through the period`() {
    let region = Region()
    #expect(region.take(4) == 0 && region.take(16) == 4 && region.take(1) == 20 && region.take(100) == 21)
    region.give(4)
    func pass(_ count: Int) {
      for _ in 0..<count / 2 {
        region.give(21)
        _ = region.takeUntouched(100)
      }
    }
    // Into the second period, which began with the sixteen free, and beyond it.
    pass(40_000)
    let page = unsafe region.runs.page(of: region.runs.regionAddress)
    #expect(unsafe region.runs.resizeRun(page, byteCount: 20 * 4096))
    #expect(unsafe region.runs.resizeRun(page, byteCount: 4 * 4096))
    pass(30_000)
    #expect(region.ledger.decommitted.isEmpty)
    pass(40_000)
    #expect(!region.ledger.decommitted.isEmpty)
  }
}
