import AllocatorTesting
import Testing

/// Law 24 finds races without a sanitizer, too, as far as chance allows: often, not always.
@Suite struct ThreadTests {
  private static func examine(_ defect: RacyPool.Defect) -> LawReport {
    examineAllocator(
      .fixedBlock(64), .bounded(byteCount: 64 * RacyPool.count), .maximumAlignment(64), .threadSafe,
      options: LawOptions(walkCount: 1, stepCount: 20, longLifeCount: 0)
    ) { memory in try RacyPool(defect, parent: memory) }
  }

  @Test func `a pool with a lock passes`() {
    let report = Self.examine(.none)
    #expect(report.passed, "\(report)")
  }

  @Test(
    .disabled(if: heapIsSanitized, "ThreadSanitizer stops at the race itself"),
    arguments: [RacyPool.Defect.hasNoLock, .movesWithoutItsLock])
  func `a race is found in a few attempts`(_ defect: RacyPool.Defect) {
    let report = (0..<40).lazy.map { _ in Self.examine(defect) }.first { !$0.passed }
    #expect(report?.violations.first?.law == 24, "\(report.map(String.init(describing:)) ?? "nothing was found")")
  }

  @Test func `memory under test may be used by several threads`() async {
    let memory = TestMemory()
    await withTaskGroup(of: Void.self) { group in
      for number in 1...4 {
        group.addTask {
          for _ in 0..<200 {
            guard let block = unsafe memory.allocateIfPossible(byteCount: number * 10, alignment: 8) else { continue }
            unsafe memory.deallocate(block)
          }
        }
      }
    }
    #expect(memory.requestCount == 800 && memory.liveBlockCount == 0 && memory.misuse == nil)
  }
}
