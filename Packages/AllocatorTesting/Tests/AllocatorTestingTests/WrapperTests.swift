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
  @Test func aTransparentWrapperPasses() {
    checkTransparentWrapper { memory in Wrapper(flaw: .none, base: memory) }
    checkTransparentWrapper { memory in FailingAllocator(memory, FailurePlan(.never)) }
  }

  @Test func aWrapperThatLosesACapabilityIsCaught() {
    let report = examineTransparentWrapper { memory in Wrapper(flaw: .resizesByMoving, base: memory) }
    #expect(report.violations.first?.law == 22, "\(report)")
  }

  @Test func aWrapperThatMakesRequestsOfItsOwnIsCaught() {
    let report = examineTransparentWrapper { memory in Wrapper(flaw: .asksTwice, base: memory) }
    #expect(report.violations.first?.law == 22, "\(report)")
    #expect(report.description.contains("allocate 1 aligned to 1"))
  }

  @Test func aWrapperThatGivesAnotherAnswerIsCaught() {
    let report = examineTransparentWrapper { memory in Wrapper(flaw: .forgetsGoodSizes, base: memory) }
    #expect(report.description.contains("'answer: a good size for 1 bytes aligned to 1 is 16'"), "\(report)")
  }

  @Test func aWrapperThatChangesAnAlignmentIsCaught() {
    let report = examineTransparentWrapper { memory in Wrapper(flaw: .roundsUp, base: memory) }
    #expect(!report.passed)
  }
}
