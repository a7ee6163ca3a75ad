import AllocatorTesting
import Testing

/// Defects that short walks do not show: each is found, by a law that fits, within the bounds that `LawOptions` states.
@Suite struct ManyStepDefectTests {
  private static func examine(_ defect: PlantedHeap.Defect) -> LawReport {
    examineAllocator(.shrinksByMoving, .maximumAlignment(16)) { memory in PlantedHeap(defect, parent: memory) }
  }

  @Test func `a heap without a defect passes`() {
    let report = Self.examine(.none)
    #expect(report.passed, "\(report)")
  }

  @Test(arguments: PlantedHeap.Defect.allCases.filter { $0 != .none })
  func `a defect of a heap is found`(_ defect: PlantedHeap.Defect) throws {
    let report = Self.examine(defect)
    let violation = try #require(report.violations.first, "\(defect): \(report)")
    let laws: [Int] =
      switch defect {
      case .none: []
      case .losesOneInAThousand, .leaksWhenReallocationFails, .losesOneWhenReturnedTogether, .leaksARestOfBlocks:
        [16, 17]
      case .refusesAfterThreeThousand: [16]
      case .largeBlocksOverlap, .overlapsAtOneHundredFifty: [3, 4, 5]
      case .reusesTooSmallAThousand: [3, 18]
      case .truncatesTo32Bits: [3, 6]
      case .zeroesTheFirstPage: [9]
      case .copiesTheFirst64KiB: [10]
      case .forgetsLargeAlignments: [2]
      case .returnsTheFullCount: [27]
      case .releasesWhatLives: [4]
      case .countsReleasedTwice, .releasesForEver: [29]
      case .asksTheParentForEver: [26]
      case .refusesAlignmentsOfMiddleSizes, .supportsLessThanItSays: [0]
      case .keepsMemoryForEachHundred: [16]
      }
    #expect(laws.contains(violation.law), "\(defect): \(report)")
  }
}
