import AllocatorTesting
import Testing

@Suite struct PlantedBugTests {
  static func examine(_ bug: Bug) -> LawReport {
    examineAllocator(.ownsBlocks, .fixedBlock(64), .bounded(byteCount: 2048), .maximumAlignment(64), .growsInPlace) {
      memory in try PlantedPool(bug, parent: memory)
    }
  }

  @Test func `a correct pool passes`() {
    let report = Self.examine(.none)
    #expect(report.passed, "\(report)")
  }

  @Test(arguments: [
    (Bug.overlaps, 3), (.misaligns, 2), (.wrongSize, 1), (.wraps, 6), (.smashesNeighbor, 4), (.dirtyZeroes, 9),
    (.forgetsContents, 10), (.movesOnResize, 11), (.refusesToShrink, 12), (.ownsOnePastTheEnd, 15), (.neverReuses, 16),
    (.leaks, 17), (.changesOnFailure, 7), (.emptyAliases, 5), (.ownsNothing, 15), (.refusesSameSize, 13),
  ]) func `a planted bug breaks its law`(_ bug: Bug, _ law: Int) {
    let report = Self.examine(bug)
    #expect(report.violations.first?.law == law, "\(bug): \(report)")
  }

  @Test func `a violation that no test can record stops the program`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      await Task.detached {
        checkAllocator(.ownsBlocks, .fixedBlock(64), .bounded(byteCount: 2048), .maximumAlignment(64), .growsInPlace) {
          memory in try PlantedPool(.leaks, parent: memory)
        }
      }.value
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("law 17") && said.contains("call the check within a @Test"))
  }
}
