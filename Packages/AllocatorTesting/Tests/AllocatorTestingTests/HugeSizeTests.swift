import AllocatorTesting
import Testing

/// Small blocks come from the parent, and large ones from the system, which grants gigabytes.
private struct Split: Allocator {
  enum Defect: CaseIterable { case none, truncates, truncatesWhatGrows, truncatesTheSign }

  let parent: TestMemory
  let defect: Defect

  private func asked(_ byteCount: Int) -> Int {
    switch defect {
    case .none, .truncatesWhatGrows: byteCount
    case .truncates: Int(UInt32(truncatingIfNeeded: byteCount))
    case .truncatesTheSign: max(0, Int(Int32(truncatingIfNeeded: byteCount)))
    }
  }
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard byteCount <= 1 << 62 + 1 << 40 else { return nil }
    let asked = asked(byteCount)
    let block =
      asked <= 64
      ? unsafe parent.allocateIfPossible(byteCount: asked, alignment: alignment)
      : unsafe SystemAllocator().allocateIfPossible(byteCount: asked, alignment: alignment)
    guard let block = unsafe block else { return nil }
    return unsafe Block(address: block.address, byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) {
    unsafe block.byteCount <= 64 ? parent.deallocate(block) : SystemAllocator().deallocate(block)
  }
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    if defect == .truncatesWhatGrows, byteCount > Int(UInt32.max), byteCount <= 1 << 62 + 1 << 40,
      unsafe UInt32(truncatingIfNeeded: byteCount) <= UInt32(block.byteCount)
    {
      unsafe block.byteCount = byteCount
      return true
    }
    return unsafe byteCount == block.byteCount
  }
}

@Suite struct HugeSizeTests {
  @Test func `what has the system's memory beside its parent's passes`() {
    let report = examineAllocator(.shrinksByMoving) { memory in Split(parent: memory, defect: .none) }
    // The system's heap, which other tests use meanwhile, need not repeat its addresses.
    #expect(report.passed || report.violations.first?.law == 16, "\(report)")
  }

  @Test(arguments: Split.Defect.allCases.filter { $0 != .none })
  fileprivate func `sizes that lose half of their bits are found there, too`(_ defect: Split.Defect) throws {
    let report = examineAllocator(.shrinksByMoving) { memory in Split(parent: memory, defect: defect) }
    let violation = try #require(report.violations.first, "\(defect): \(report)")
    #expect([3, 6].contains(violation.law), "\(defect): \(report)")
  }

  @Test func `a block of more than 16 MiB is reallocated to another in place or not at all`() {
    let report = replayScript([
      .allocate(0, byteCount: 1 << 25, alignment: 1), .reallocate(0, byteCount: 1 << 26),
      .reallocate(0, byteCount: 1 << 25 - 1), .reallocate(0, byteCount: 100), .deallocate(0),
    ]) { memory in Immovable(parent: memory) }
    #expect(report.passed, "\(report)")
  }
}

/// Stops when much would be copied.
private struct Immovable: BlockOwner {
  let parent: TestMemory
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe parent.deallocate(block) }
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe parent.resize(&block, byteCount: byteCount)
  }
  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    precondition(unsafe min(block.byteCount, byteCount) <= 1 << 24)
    return unsafe parent.reallocateIfPossible(&block, byteCount: byteCount)
  }
  borrowing func owns(_ block: Block) -> Bool { unsafe parent.owns(block) }
}
