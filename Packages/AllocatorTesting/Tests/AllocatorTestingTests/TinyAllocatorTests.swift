import AllocatorTesting
import Testing

/// The kit on what its users write: small allocators, some with a bug, some declared to be what they are not.
@Suite struct TinyAllocatorTests {
  private func examine(_ flaw: TinyArena.Flaw) -> LawReport {
    examineAllocator(.ownsBlocks, .bounded(byteCount: 1024), .growsInPlace, .reclaims(.lifoOnly)) { memory in
      try TinyArena(flaw, parent: memory)
    }
  }

  @Test func `correct allocators pass`() {
    let report = examine(.none)
    #expect(report.passed, "\(report)")
    checkAllocator(.shrinksByMoving, .maximumAlignment(16)) { memory in TinySizeClasses(parent: memory) }
  }

  @Test(arguments: [
    (TinyArena.Flaw.alignsTheOffset, [2], 2), (.alignsOneByteShort, [2, 3, 5], 2), (.ownsOnePastTheEnd, [15], 0),
    (.resizeLies, [3, 5], 3), (.startsAgainWhenFull, [3, 5], 2), (.keepsItsMemory, [17], 0),
    (.refusesAnAlignment, [0], 0),
  ]) func aBugIsFoundByAScriptThatIsShort(_ flaw: TinyArena.Flaw, _ laws: [Int], _ stepCount: Int) throws {
    let report = examine(flaw)
    let violation = try #require(report.violations.first, "\(flaw)")
    #expect(laws.contains(violation.law) && violation.script.count <= stepCount, "\(flaw): \(report)")
  }

  @Test func `a script that breaks a law becomes a test whose name says so`() throws {
    let violation = try #require(examine(.alignsTheOffset).violations.first)
    let text = "  @Test func `keeps law 2: addresses are aligned, and an alignment that cannot be had is refused`() {"
    #expect("\(violation)".contains(text), "\(violation)")
  }

  private func arena(_ memory: TestMemory) throws(AllocationError) -> TinyArena {
    try TinyArena(.none, parent: memory)
  }
  private func classes(_ memory: TestMemory) -> TinySizeClasses { TinySizeClasses(parent: memory) }
  private func expectRefusal(of declaration: String, _ report: LawReport) {
    #expect(!report.passed, "\(declaration)")
  }

  @Test func `more than there is cannot be declared`() {
    expectRefusal(
      of: "a larger bound",
      examineAllocator(.ownsBlocks, .bounded(byteCount: 2048), .growsInPlace, .reclaims(.lifoOnly), make: arena))
    expectRefusal(
      of: "reuse in any order", examineAllocator(.ownsBlocks, .bounded(byteCount: 1024), .growsInPlace, make: arena))
    expectRefusal(
      of: "blocks of one size",
      examineAllocator(
        .ownsBlocks, .fixedBlock(256), .bounded(byteCount: 1024), .growsInPlace, .reclaims(.lifoOnly), make: arena))
    expectRefusal(of: "an owner", examineAllocator(.ownsBlocks, .shrinksByMoving, .maximumAlignment(16), make: classes))
    expectRefusal(
      of: "growth in place", examineAllocator(.growsInPlace, .shrinksByMoving, .maximumAlignment(16), make: classes))
    expectRefusal(of: "shrinking in place", examineAllocator(.maximumAlignment(16), make: classes))
    expectRefusal(of: "every alignment", examineAllocator(.shrinksByMoving, make: classes))
    expectRefusal(
      of: "a larger alignment", examineAllocator(.shrinksByMoving, .maximumAlignment(32), make: classes))
  }

  @Test(.disabled(if: heapIsSanitized, "ThreadSanitizer stops at the race itself"))
  func `thread safety cannot be declared where there is none`() {
    let report = examineAllocator(.shrinksByMoving, .threadSafe) { memory in Unlocked(parent: memory) }
    #expect(report.violations.first?.law == 24, "\(report)")
  }

  @Test func `less than there is cannot be declared`() {
    expectRefusal(
      of: "no owner", examineAllocator(.bounded(byteCount: 1024), .growsInPlace, .reclaims(.lifoOnly), make: arena))
    expectRefusal(
      of: "no growth in place",
      examineAllocator(.ownsBlocks, .bounded(byteCount: 1024), .reclaims(.lifoOnly), make: arena))
    expectRefusal(
      of: "a smaller bound",
      examineAllocator(.ownsBlocks, .bounded(byteCount: 512), .growsInPlace, .reclaims(.lifoOnly), make: arena))
    expectRefusal(of: "no bound", examineAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly), make: arena))
    expectRefusal(
      of: "no reuse",
      examineAllocator(.ownsBlocks, .bounded(byteCount: 1024), .growsInPlace, .reclaims(.never), make: arena))
    expectRefusal(
      of: "a smaller alignment",
      examineAllocator(
        .ownsBlocks, .bounded(byteCount: 1024), .growsInPlace, .reclaims(.lifoOnly), .maximumAlignment(16), make: arena)
    )
    expectRefusal(
      of: "shrinking by moving",
      examineAllocator(
        .ownsBlocks, .bounded(byteCount: 1024), .growsInPlace, .reclaims(.lifoOnly), .shrinksByMoving, make: arena))
    expectRefusal(
      of: "no large blocks",
      examineAllocator(.shrinksByMoving, .maximumAlignment(16), .maximumByteCount(1024), make: classes))
    expectRefusal(
      of: "the least alignment", examineAllocator(.shrinksByMoving, .maximumAlignment(8), make: classes))
  }
}

/// Takes alignments up to eight, and says so in one place only.
private struct Boastful: Allocator {
  let parent: TestMemory
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    alignment > 8 ? nil : unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe parent.deallocate(block) }
  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 8 }
  borrowing func explain() -> Explanation { Explanation("Boastful") }
}

/// Small blocks take any alignment, larger ones take eight.
private struct Stepped: Allocator {
  let parent: TestMemory
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    supports(byteCount: byteCount, alignment: alignment)
      ? unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: alignment) : nil
  }
  borrowing func deallocate(_ block: Block) { unsafe parent.deallocate(block) }
  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { byteCount <= 64 || alignment <= 8 }
}

@Suite struct AlignmentDeclarationTests {
  @Test func `an explanation of any alignment is compared with what is supported`() {
    let report = examineAllocator(.shrinksByMoving, .maximumAlignment(8)) { memory in Boastful(parent: memory) }
    #expect(report.description.contains("explain() prints any alignment"), "\(report)")
  }

  @Test func `small sizes may take any alignment where large ones do not`() {
    checkAllocator(.shrinksByMoving, .maximumAlignment(8), .anyAlignment(upToByteCount: 64)) { memory in
      Stepped(parent: memory)
    }
    let less = examineAllocator(.shrinksByMoving, .maximumAlignment(8)) { memory in Stepped(parent: memory) }
    let more = examineAllocator(.shrinksByMoving, .maximumAlignment(8), .anyAlignment(upToByteCount: 100)) { memory in
      Stepped(parent: memory)
    }
    #expect(!less.passed && !more.passed)
  }
}

/// Says nothing about itself, and has no lock.
private struct Unlocked: Allocator {
  let parent: TestMemory
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe parent.deallocate(block) }
}
