import AllocatorTesting
import Testing

/// Defects at the last block, at a reset, and of those that find blocks by addresses.
@Suite struct PlantedSlabTests {
  private static func examine(_ defect: PlantedSlab.Defect) -> LawReport {
    examineAllocator(
      .ownsBlocks, .fixedBlock(64), .bounded(byteCount: 64 * PlantedSlab.count), .maximumAlignment(64), .growsInPlace,
      reset: { unsafe $0.unsafelyReset() }
    ) { memory in try PlantedSlab(defect, parent: memory) }
  }

  @Test func `a slab without a defect passes`() {
    let report = Self.examine(.none)
    #expect(report.passed, "\(report)")
  }

  @Test(arguments: [
    (PlantedSlab.Defect.issuesTheLastOneTwice, [0, 3]), (.losesOneOfManyFreedInOrder, [16]), (.missesTheLastByte, [28]),
    (.findsTheRequestOnly, [28]), (.findsTheNeighbor, [28]), (.findsTheLastOneBehindIt, [28]),
    (.freesTwiceByAddress, [3, 4]), (.keepsOneAtAReset, [19]), (.forgetsWhatWasFreeAtAReset, [3, 4, 19]),
  ]) func `a defect of a slab is found`(_ defect: PlantedSlab.Defect, _ laws: [Int]) throws {
    let report = Self.examine(defect)
    let violation = try #require(report.violations.first, "\(defect): \(report)")
    #expect(laws.contains(violation.law), "\(defect): \(report)")
  }
}
