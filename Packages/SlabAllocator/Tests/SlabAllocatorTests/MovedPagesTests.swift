import SlabAllocator
import Testing

/// What becomes of free memory when a run is needed that it is too scattered for.
@Suite struct MovedPagesTests {
  /// A region of which 32 pages, 1, 32 more and 1 more were used, and both runs of 32 are free.
  static func scattered(canMove: Bool) -> Region {
    let region = Region()
    region.ledger.canMove = canMove
    #expect([32, 1, 32, 1].map { region.take($0) } == [0, 32, 33, 65])
    region.give(0)
    region.give(33)
    return region
  }

  @Test func `free memory is moved to a run that holds none`() {
    let region = Self.scattered(canMove: true)
    #expect(region.take(48) == 66)
    #expect(region.ledger.moved == [32, 16])
    #expect(region.ledger.decommitted == [])
    #expect(region.residentPageCount == 66)
    // The 16 pages that were left can be had, and then those whose memory is gone.
    #expect(region.take(16) == 0)
    #expect(region.ledger.committed == [])
    #expect(region.take(32) == 33)
    #expect(region.ledger.committed == [32])
    #expect(region.holdsOnes(66, 48) == true)
  }

  @Test func `a source that cannot move memory returns it`() {
    let region = Self.scattered(canMove: false)
    #expect(region.take(48) == 66)
    #expect(region.ledger.decommitted == [32, 16])
    #expect(region.residentPageCount == 66)
  }

  @Test func `a joined run has memory of others for its part that holds none`() {
    let region = Region()
    region.ledger.canMove = true
    #expect([32, 1, 20, 1].map { region.take($0) } == [0, 32, 33, 53])
    region.give(0)
    _ = unsafe region.runs.releaseAll()
    #expect(region.take(16) == 0)
    #expect(region.take(16) == 16)
    region.give(16)
    _ = unsafe region.runs.releaseAll()
    region.give(33)
    region.give(0)
    #expect(region.take(28) == 0)
    #expect(region.ledger.moved == [12])
    #expect(region.residentPageCount == 38)
    #expect(region.holdsOnes(0, 28) == true)
  }

  @Test func `few pages are not worth a system call, and are returned`() {
    let region = Self.scattered(canMove: true)
    #expect(region.take(30) == 33)
    #expect(region.take(30) == 0)
    // Two runs of two pages are free, three are needed.
    #expect(region.take(3) == 66)
    #expect(region.ledger.moved == [])
  }

  @Test func `memory is moved no more often than the system has mappings for`() {
    let region = Region(pageCount: 1 << 16)
    region.ledger.canMove = true
    region.ledger.isCopying = false
    // Where few pages are taken, they lie in few mappings, and moves are forgotten.
    _ = region.takeUntouched(50_000)
    var page = region.takeUntouched(256)
    var count = 0
    while count < 20_000, case let moved = region.move(page, to: 256), moved >= 0 { (page, count) = (moved, count + 1) }
    #expect(count > 4096 && count <= 8192, "\(count) moves")
  }
}
