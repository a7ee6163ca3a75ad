import AllocatorTesting
import Testing

/// Passes everything on, or forgets one thing.
private struct Wrapper: BlockOwner {
  enum Flaw { case none, resizesByMoving, roundsUp, asksTwice, forgetsGoodSizes }
  let flaw: Flaw
  let base: TestMemory

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if flaw == .asksTwice, let extra = unsafe base.allocateIfPossible(byteCount: 1, alignment: 1) {
      unsafe base.deallocate(extra)
    }
    return unsafe base.allocateIfPossible(
      byteCount: byteCount, alignment: flaw == .roundsUp ? max(alignment, 2) : alignment
    )
    .map {
      unsafe Block(address: $0.address, byteCount: byteCount, alignment: flaw == .roundsUp ? $0.alignment : alignment)
    }
  }
  borrowing func deallocate(_ block: Block) { unsafe base.deallocate(block) }
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe flaw == .resizesByMoving && byteCount > block.byteCount + 4
      ? false : base.resize(&block, byteCount: byteCount)
  }
  borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    flaw == .forgetsGoodSizes ? byteCount : base.goodByteCount(for: byteCount, alignment: alignment)
  }
  borrowing func owns(_ block: Block) -> Bool { unsafe base.owns(block) }
  borrowing func explain() -> Explanation { Explanation("Wrapper", wrapping: base.explain(), role: "base") }
}

@Suite struct WrapperTests {
  @Test func `a transparent wrapper passes`() {
    checkTransparentWrapper { memory in Wrapper(flaw: .none, base: memory) }
    checkTransparentWrapper { memory in FailingAllocator(memory, FailurePlan(.never)) }
  }

  @Test func `a wrapper that loses a capability is caught`() {
    let report = examineTransparentWrapper { memory in Wrapper(flaw: .resizesByMoving, base: memory) }
    #expect(report.violations.first?.law == 22, "\(report)")
  }

  @Test func `a wrapper that makes requests of its own is caught`() {
    let report = examineTransparentWrapper { memory in Wrapper(flaw: .asksTwice, base: memory) }
    #expect(report.violations.first?.law == 22, "\(report)")
    #expect(report.description.contains("allocate 1 aligned to 1"))
  }

  @Test func `a wrapper that returns another result is caught`() {
    let report = examineTransparentWrapper { memory in Wrapper(flaw: .forgetsGoodSizes, base: memory) }
    #expect(report.description.contains("'answer: a good size for 1 bytes aligned to 1 is 16'"), "\(report)")
  }

  @Test func `a wrapper that changes an alignment is caught`() {
    let report = examineTransparentWrapper { memory in Wrapper(flaw: .roundsUp, base: memory) }
    #expect(!report.passed)
  }
}

/// Counts what is live; with a flaw one operation goes to its base directly, or is counted wrongly.
private struct CountingWrapper: ForwardingAllocator {
  enum Flaw: CaseIterable {
    case none, forwardsZeroed, forwardsReallocation, forwardsBlocksByTheN, returnsBlocksByTheNDirectly, countsRefusals
  }
  final class Books {
    var count = 0
    var byteCount = 0
  }
  let flaw: Flaw
  let _base: TestMemory
  let books = Books()

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if flaw == .countsRefusals { books.count += 1 }
    guard let block = unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
    if flaw != .countsRefusals { books.count += 1 }
    books.byteCount += byteCount
    return unsafe block
  }
  borrowing func deallocate(_ block: Block) {
    books.count -= 1
    unsafe books.byteCount -= block.byteCount
    unsafe _base.deallocate(block)
  }
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let old = unsafe block.byteCount
    guard unsafe _base.resize(&block, byteCount: byteCount) else { return false }
    books.byteCount += byteCount - old
    return true
  }
  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if flaw == .forwardsReallocation { return unsafe _base.reallocateIfPossible(&block, byteCount: byteCount) }
    return unsafe resize(&block, byteCount: byteCount) || reallocateByMoving(&block, byteCount: byteCount)
  }
  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if flaw == .forwardsZeroed {
      return unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    }
    guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
    unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    return unsafe block
  }
  borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    if flaw == .forwardsBlocksByTheN {
      return unsafe _base.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
    }
    for done in 0..<count {
      guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return done }
      unsafe body(block)
    }
    return count
  }
  borrowing func deallocateBlocks(count: Int, _ next: () -> Block) {
    if flaw == .returnsBlocksByTheNDirectly { return unsafe _base.deallocateBlocks(count: count, next) }
    for _ in 0..<count { unsafe deallocate(next()) }
  }
}

@Suite struct ForwardingWrapperTests {
  private static func examine(_ flaw: CountingWrapper.Flaw) -> LawReport {
    examineForwardingWrapper(
      .growsInPlace,
      books: { (wrapper: borrowing CountingWrapper) in
        WrapperBooks(liveBlockCount: wrapper.books.count, liveByteCount: wrapper.books.byteCount)
      }
    ) { memory in CountingWrapper(flaw: flaw, _base: memory) }
  }

  @Test func `a wrapper whose books are exact passes`() {
    let report = Self.examine(.none)
    #expect(report.passed && report.stepCount > 1000, "\(report)")
  }

  @Test(arguments: CountingWrapper.Flaw.allCases.filter { $0 != .none })
  fileprivate func `an operation that is not in the books is found`(_ flaw: CountingWrapper.Flaw) {
    let report = Self.examine(flaw)
    #expect(report.violations.first?.law == 22, "\(flaw): \(report)")
  }
}
