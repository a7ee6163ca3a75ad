import SlabAllocator
import Testing

/// How many free pages hold memory when most of what was used is free.
@Suite struct BoundedPagesTests {
  /// The pages that are kept whatever is used, and a quarter more.
  static let mostPages = 2048 + 512

  /// Takes eight runs of 1024 pages, and returns where they begin.
  static func takeAll(_ region: borrowing Region) -> [Int] { (0..<8).map { _ in region.takeUntouched(1024) } }

  /// Takes eight runs, and returns them.
  static func pass(_ region: borrowing Region) {
    for page in takeAll(region) { region.give(page) }
  }

  static func freePageCount(_ region: borrowing Region) -> Int { unsafe region.runs.freeByteCount / 4096 }

  @Test func `free pages are returned when there are more than is kept for nothing`() {
    let region = Region(pageCount: 8200)
    Self.pass(region)
    #expect(Self.freePageCount(region) <= Self.mostPages)
    #expect(region.ledger.decommitted.reduce(0, +) >= 8192 - Self.mostPages)
  }

  @Test func `half as many free pages as are used are kept, and a quarter more`() {
    let region = Region(pageCount: 14_000)
    let all = (0..<13).map { _ in region.takeUntouched(1024) }
    for page in all.prefix(4) { region.give(page) }
    #expect(region.ledger.decommitted.isEmpty)
    for page in all.dropFirst(4) {
      region.give(page)
      let used = unsafe region.runs.residentByteCount / 4096 - Self.freePageCount(region)
      #expect(Self.freePageCount(region) <= max(Self.mostPages, used / 2 + used / 8))
    }
  }

  @Test func `pages that are asked for again soon are kept the next time`() {
    let region = Region(pageCount: 8200)
    Self.pass(region)
    let all = Self.takeAll(region)
    let returned = region.ledger.decommitted.reduce(0, +)
    #expect(region.ledger.committed.reduce(0, +) == returned)
    for page in all { region.give(page) }
    for _ in 0..<3 { Self.pass(region) }
    #expect(region.ledger.decommitted.reduce(0, +) == returned)
    #expect(region.ledger.committed.reduce(0, +) == returned)
  }

  @Test func `what is kept since it was asked for again becomes less when it is not`() {
    let region = Region(pageCount: 8200)
    for _ in 0..<3 { Self.pass(region) }
    #expect(Self.freePageCount(region) > Self.mostPages)
    // Six periods in which one page comes and goes: an eighth less in each.
    let free = Self.freePageCount(region)
    for _ in 0..<6 * 32768 / 2 { region.give(region.takeUntouched(1)) }
    #expect(Self.freePageCount(region) <= 1)
    Self.pass(region)
    #expect(Self.freePageCount(region) < free * 7 / 8)
  }
}
