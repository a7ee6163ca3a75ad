import SlabAllocator
import Testing

/// What becomes of runs when the source fails to move memory, and loses the pages that it was to move it to.
@Suite struct FailedMovesTests {
  @Test func `a run that could not be moved keeps its pages, and lost ones are not handed out`() {
    let region = Region(pageCount: 2048)
    region.ledger.canMove = true
    region.ledger.movesBeforeLoss = 0
    #expect([300, 1].map { region.take($0) } == [0, 300])
    #expect(region.move(0, to: 400) == -1)
    #expect(region.lostPages == 301..<601)
    #expect(region.holdsOnes(0, 300) == true)
    #expect(region.residentPageCount == 301)
    // No other one is tried, and the pages behind those that are lost can be had.
    region.ledger.movesBeforeLoss = .max
    #expect(region.move(0, to: 400) == -1)
    #expect(region.take(1447) == 601)
    #expect(region.take(1) == -1)
    for page in [0, 300, 601] { region.give(page) }
    #expect(unsafe region.runs.isUnused == true)
    _ = unsafe region.runs.releaseAll()
    #expect(region.residentPageCount == 0)
    #expect([301, 1447, 1].map { region.take($0) } == [0, 601, -1])
  }

  @Test(arguments: [0, 1])
  func `a run that lost pages while memory was moved to it is given up`(moves: Int) {
    let region = MovedPagesTests.scattered(canMove: true)
    region.ledger.movesBeforeLoss = moves
    let page = region.take(48)
    let lost = region.lostPages
    #expect(lost == (moves == 0 ? 66..<98 : 98..<114))
    #expect(page >= lost.upperBound)
    #expect(region.residentPageCount == 2 + 48 + (unsafe region.runs.freeByteCount) / 4096)
    #expect(region.holdsOnes(page, 48) == true)
  }

  @Test func `random runs never overlap lost pages, wherever a move fails`() {
    for moves in 0..<12 {
      let region = Region()
      region.ledger.canMove = true
      region.ledger.movesBeforeLoss = moves
      var generator = SeededGenerator(seed: UInt64(moves))
      var live: [(page: Int, count: Int)] = []
      var owners = [Int](repeating: 0, count: 256)
      // One expectation for all steps: thousands of them would be slow in debug builds.
      var wrongStep: Int?
      func note(_ isRight: Bool, _ step: Int) { if !isRight, wrongStep == nil { wrongStep = step } }
      for step in 1...2000 {
        if live.count > 12 || Int.random(in: 0..<3, using: &generator) == 0, !live.isEmpty {
          let run = live.remove(at: Int.random(in: live.indices, using: &generator))
          for page in run.page..<run.page + run.count { owners[page] = 0 }
          note(region.holdsOnes(run.page, run.count), step)
          region.give(run.page)
        } else {
          let count = Int.random(in: 1...(step % 3 == 0 ? 40 : 4), using: &generator)
          let page = region.take(count)
          guard page >= 0 else { continue }
          let range = page..<page + count
          note(owners[range].allSatisfy { $0 == 0 } && !region.lostPages.overlaps(range), step)
          for page in range { owners[page] = step }
          live.append((page, count))
        }
        if step % 500 == 0 { _ = unsafe region.runs.releaseAll() }
        let used = live.reduce(0) { $0 + $1.count }
        unsafe note(region.residentPageCount == used + region.runs.freeByteCount / 4096, step)
      }
      #expect(wrongStep == nil, "moves \(moves)")
      #expect(!region.lostPages.isEmpty, "moves \(moves)")
      for run in live { region.give(run.page) }
      _ = unsafe region.runs.releaseAll()
      #expect(unsafe region.runs.isUnused == true, "moves \(moves)")
      #expect(region.residentPageCount == 0, "moves \(moves)")
      // All others can be had.
      let others = [region.lostPages.lowerBound, 256 - region.lostPages.upperBound].sorted(by: >)
      #expect(others.allSatisfy { $0 == 0 || region.take($0) >= 0 } == true, "moves \(moves)")
    }
  }

  @Test func `runs that are copied as fast are not moved`() {
    let region = Region(pageCount: 2048)
    region.ledger.canMove = true
    #expect([255, 1, 256, 1].map { region.take($0) } == [0, 255, 256, 512])
    #expect(region.move(0, to: 300) == -1)
    #expect(region.move(256, to: 300) == 513)
    #expect(region.ledger.moved == [256])
  }

  @Test func `pages are mapped anew where memory was moved, once they are released`() {
    let region = Region(pageCount: 4096)
    region.ledger.canMove = true
    #expect([300, 1, 400, 1].map { region.take($0) } == [0, 300, 301, 701])
    region.give(0)
    _ = unsafe region.runs.releaseAll()
    #expect(region.ledger.renewed == [], "nothing was moved")
    #expect(region.move(301, to: 500) == 702)
    _ = unsafe region.runs.releaseAll()
    #expect(Set(region.ledger.renewed) == [300, 400])
    region.give(702)
    for page in [300, 701] { region.give(page) }
    region.ledger.renewed = []
    _ = unsafe region.runs.releaseAll()
    #expect(region.ledger.renewed == [1202])
    _ = unsafe region.runs.releaseAll()
    #expect(region.ledger.renewed == [1202], "there is nothing to be mapped anew any more")
  }
}
