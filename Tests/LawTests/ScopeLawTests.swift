import AllocatorTesting
import Allocators
import Testing

/// A block with a byte that all of it holds.
@safe
private struct Marked {
  @unsafe let block: Block
  let mark: UInt8

  var isUntouched: Bool { unsafe block.bytes.allSatisfy { $0 == mark } }
}

/// Law 20: closing a scope frees exactly what came after its opening, to any depth and over any number of chunks.
@Suite struct ScopeLawTests {
  private struct ScopeFailure: Error, CustomStringConvertible {
    let description: String
  }

  /// A scope was left by an error on purpose.
  private struct LeftByError: Error {}

  private struct Walk {
    var random: RandomSource
    var live: [Marked] = []
    /// How many blocks have been live all the time since the innermost scope was opened.
    var olderCount = 0
    var scopeCount = 0

    mutating func fill(_ scope: borrowing Scope) throws {
      for _ in 0..<random.number(below: 6) {
        // The newest block, which may be that of an outer scope.
        if random.chance(20), let marked = live.popLast() {
          unsafe scope.deallocate(marked.block)
          olderCount = min(olderCount, live.count)
        }
        let byteCount = random.chance(5) ? 3000 : random.number(below: 120)
        let alignment = 1 << random.number(below: 6)
        guard let block = unsafe scope.allocateIfPossible(byteCount: byteCount, alignment: alignment) else { continue }
        let mark = UInt8(truncatingIfNeeded: random.next())
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: mark)
        unsafe live.append(Marked(block: block, mark: mark))
      }
      try verify("filling")
    }

    func verify(_ occasion: String) throws {
      for marked in live where !marked.isUntouched {
        throw unsafe ScopeFailure(description: "\(marked.block) was changed after \(occasion)")
      }
    }

    mutating func nest(_ scope: inout Scope, depth: Int) throws {
      scopeCount += 1
      try fill(scope)
      for _ in 0..<2 where depth > 0 && random.chance(70) {
        let outerCount = olderCount
        let byteCount = scope.allocatedByteCount
        olderCount = live.count
        do {
          try scope.withScope { inner in
            try nest(&inner, depth: depth - 1)
            if random.chance(20) { throw LeftByError() }
          }
        } catch is LeftByError {}
        live.removeLast(live.count - olderCount)
        olderCount = min(outerCount, olderCount)
        guard scope.allocatedByteCount == byteCount else {
          throw ScopeFailure(
            description: "closing left \(scope.allocatedByteCount) bytes where there were \(byteCount)")
        }
        try verify("closing an inner scope")
        try fill(scope)
      }
    }
  }

  @Test(arguments: [[], .oddAddresses, .descending, .poisonsFreed] as [TestMemory.Hostility])
  func closingAScopeFreesWhatCameAfterItsOpening(_ hostility: TestMemory.Hostility) throws {
    for seed in 1...12 as ClosedRange<UInt64> {
      for growth in [GrowthPolicy.fixed, .constant, .doubling] {
        let memory = TestMemory(hostility)
        do {
          var arena = try ScopedAllocator(byteCount: 1024, growth: growth, parent: memory)
          var walk = Walk(random: RandomSource(seed: seed))
          for _ in 0..<3 {
            do {
              try arena.withScope { scope in try walk.nest(&scope, depth: 5) }
            } catch {
              Issue.record("seed \(seed), growth \(growth): \(error)")
              return
            }
            walk.live.removeAll()
            walk.olderCount = 0
            #expect(arena.allocatedByteCount == 0, "seed \(seed), growth \(growth)")
          }
          #expect(walk.scopeCount >= 3)
        }
        #expect(
          memory.liveBlockCount == 0 && memory.misuse == nil, "seed \(seed): \(memory.misuse ?? "a chunk leaked")")
      }
    }
  }
}
