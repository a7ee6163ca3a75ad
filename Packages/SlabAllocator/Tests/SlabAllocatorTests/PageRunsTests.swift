import SlabAllocator
import Testing

/// What was committed and decommitted of a source's pages.
final class CommitLedger {
  var committed: [Int] = []
  var decommitted: [Int] = []
  var moved: [Int] = []
  var isRefusing = false
  var canMove = false
  /// Whether what is moved arrives.
  var isCopying = true
  /// After how many moves the next one fails, and the pages that it was to move memory to are lost.
  var movesBeforeLoss = Int.max
  var lost: Range<UInt>?
  /// How long the runs are that were mapped anew.
  var renewed: [Int] = []
}

/// Pages of the system's allocator, with a ledger of what was asked of them.
struct LedgerPages: PageSource {
  let ledger: CommitLedger
  var pageByteCount: Int { 4096 }
  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
  func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool {
    if !ledger.isRefusing { ledger.committed.append(pages.count / 4096) }
    return !ledger.isRefusing
  }
  func decommit(_ pages: UnsafeMutableRawBufferPointer) { ledger.decommitted.append(pages.count / 4096) }
  func movePages(_ pages: UnsafeMutableRawBufferPointer, to address: UnsafeMutableRawPointer) -> PageMove {
    guard ledger.canMove, let start = pages.baseAddress else { return .refused }
    if ledger.movesBeforeLoss == 0 {
      let first = UInt(bitPattern: address)
      ledger.lost = first..<first + UInt(pages.count)
      return .lost
    }
    ledger.movesBeforeLoss -= 1
    ledger.moved.append(pages.count / 4096)
    if !ledger.isCopying { return .moved }
    unsafe address.copyMemory(from: start, byteCount: pages.count)
    unsafe start.initializeMemory(as: UInt8.self, repeating: 0xEE, count: pages.count)
    return .moved
  }
  func renewPages(_ pages: UnsafeMutableRawBufferPointer) -> Bool {
    ledger.renewed.append(pages.count / 4096)
    return true
  }
}

/// Runs of pages in a region of a ledger's source.
@safe
struct Region: ~Copyable {
  let ledger = CommitLedger()
  let runs: PageRuns<LedgerPages>

  init(pageCount: Int = 256) {
    unsafe runs =
      unsafe PageRuns.make(
        byteCount: pageCount * 4096, committing: pageCount * 4096, stateByteCount: 0,
        source: LedgerPages(ledger: ledger)
      )!
  }
  deinit { unsafe runs.destroy() }

  /// Takes a run, and returns the number of its first page from the region's beginning; -1 when it is refused.
  func take(_ pageCount: Int, alignment: Int = 4096) -> Int {
    let page = takeUntouched(pageCount, alignment: alignment)
    if page >= 0 {
      let address = unsafe runs.regionAddress + page * 4096
      unsafe address.initializeMemory(as: UInt8.self, repeating: 1, count: pageCount * 4096)
    }
    return page
  }
  func takeUntouched(_ pageCount: Int, alignment: Int = 4096) -> Int {
    guard let address = unsafe runs.allocateRun(byteCount: pageCount * 4096, alignment: alignment) else { return -1 }
    return unsafe (address - runs.regionAddress) / 4096
  }
  /// The first page of the run that a page is found in; -1 when it is found in none.
  func firstPage(found page: Int) -> Int {
    let address = unsafe UnsafeRawPointer(runs.regionAddress + page * 4096)
    guard unsafe runs.use(of: address) == .run else { return -1 }
    return unsafe (runs.place(containing: address).address - runs.regionAddress) / 4096
  }
  func give(_ page: Int) { unsafe runs.deallocateRun(runs.page(of: runs.regionAddress + page * 4096)) }
  /// Whether the first byte and the last one of each page of a run are as they were when it was taken.
  func holdsOnes(_ page: Int, _ pageCount: Int) -> Bool {
    let start = unsafe runs.regionAddress + page * 4096
    return (0..<pageCount).allSatisfy {
      unsafe start.load(fromByteOffset: $0 * 4096, as: UInt8.self) == 1
        && start.load(fromByteOffset: $0 * 4096 + 4095, as: UInt8.self) == 1
    }
  }
  /// Moves the memory of a run to a longer one; -1 when it cannot.
  func move(_ page: Int, to pageCount: Int) -> Int {
    let first = unsafe runs.page(of: runs.regionAddress + page * 4096)
    guard let address = unsafe runs.moveRun(first, byteCount: pageCount * 4096) else { return -1 }
    return unsafe (address - runs.regionAddress) / 4096
  }
  /// The numbers of the pages that are lost.
  var lostPages: Range<Int> {
    guard let lost = ledger.lost else { return 0..<0 }
    let base = unsafe UInt(bitPattern: runs.regionAddress)
    return Int(lost.lowerBound - base) / 4096..<Int(lost.upperBound - base) / 4096
  }
  var residentPageCount: Int { unsafe runs.residentByteCount / 4096 }
}

@Suite struct PageRunsTests {
  @Test func `a free run at the end of the used pages is grown by pages that were never used`() {
    let region = Region()
    #expect(region.take(4) == 0)
    region.give(0)
    #expect(region.take(9) == 0)
    #expect(region.residentPageCount == 9)
  }

  @Test func `a free run is joined with pages behind it that hold no memory`() {
    let region = Region()
    #expect(region.take(32) == 0)
    #expect(region.take(1) == 32)
    region.give(0)
    _ = unsafe region.runs.releaseAll()
    #expect(region.take(16) == 0)
    region.give(0)
    #expect(region.take(24) == 0)
    #expect(region.ledger.committed == [16, 8])
    #expect(region.residentPageCount == 25)
  }

  @Test func `a free run is joined with pages before it that hold no memory`() {
    let region = Region()
    #expect(region.take(16) == 0)
    #expect(region.take(16) == 16)
    #expect(region.take(1) == 32)
    region.give(0)
    _ = unsafe region.runs.releaseAll()
    region.give(16)
    #expect(region.take(24) == 8)
    #expect(region.ledger.committed == [8])
    // What is left before it can be had, and nothing of it twice.
    #expect(region.take(8) == 0)
    #expect(region.residentPageCount == 33)
  }

  @Test func `a source that refuses leaves both parts of a joined run free`() {
    let region = Region(pageCount: 33)
    #expect(region.take(32) == 0)
    #expect(region.take(1) == 32)
    region.give(0)
    _ = unsafe region.runs.releaseAll()
    #expect(region.take(16) == 0)
    region.give(0)
    region.ledger.isRefusing = true
    #expect(region.take(24) == -1)
    region.ledger.isRefusing = false
    #expect(region.take(32) == 0)
  }

  @Test(arguments: [false, true])
  func `random runs never overlap, and all pages come back`(canMove: Bool) {
    for seed in 1...4 as ClosedRange<UInt64> {
      let region = Region()
      region.ledger.canMove = canMove
      var generator = SeededGenerator(seed: seed)
      var live: [(page: Int, count: Int)] = []
      var owners = [Int](repeating: -1, count: 256)
      for step in 1...2000 {
        if live.count > 12 || Int.random(in: 0..<3, using: &generator) == 0, !live.isEmpty {
          let run = live.remove(at: Int.random(in: live.indices, using: &generator))
          for page in run.page..<run.page + run.count { owners[page] = -1 }
          #expect(region.holdsOnes(run.page, run.count) == true, "seed \(seed), step \(step)")
          region.give(run.page)
        } else {
          let count = Int.random(in: 1...(step % 3 == 0 ? 40 : 4), using: &generator)
          let page = region.take(count, alignment: step % 7 == 0 ? 16384 : 4096)
          guard page >= 0 else { continue }
          #expect(owners[page..<page + count].allSatisfy { $0 == -1 }, "seed \(seed), step \(step)")
          for other in page..<page + count { owners[other] = page }
          live.append((page, count))
        }
        if step % 500 == 0 { _ = unsafe region.runs.releaseAll() }
        if step % 16 == 0 {
          #expect(
            owners.indices.allSatisfy { region.firstPage(found: $0) == owners[$0] }, "seed \(seed), step \(step)")
        }
        let used = live.reduce(0) { $0 + $1.count }
        #expect(
          unsafe region.residentPageCount == used + region.runs.freeByteCount / 4096, "seed \(seed), step \(step)")
      }
      #expect(canMove != region.ledger.moved.isEmpty)
      for run in live { region.give(run.page) }
      _ = unsafe region.runs.releaseAll()
      #expect(region.residentPageCount == 0, "seed \(seed)")
      #expect(region.take(256) == 0, "seed \(seed)")
    }
  }
}
