import AllocatorTesting
import Allocators
import Testing

/// The README's examples, as they stand there.
@Suite struct ReadmeTests {
  final class Counter { var value = 0 }

  struct CountingAllocator<Base: Allocator>: Allocator {
    let base: Base
    let live = Counter()

    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      guard let block = unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
      live.value += 1
      return unsafe block
    }

    func deallocate(_ block: Block) {
      live.value -= 1
      unsafe base.deallocate(block)
    }

    func resize(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe base.resize(&block, byteCount: byteCount)
    }
  }

  @Test func anAllocatorOfOnesOwnKeepsTheLaws() {
    checkAllocator(.growsInPlace) { CountingAllocator(base: SystemAllocator()) }
  }

  @Test func aChainAndItsHandle() throws {
    let statistics = Statistics()
    var memory = try FreeListAllocator(blockByteCount: 64, blockCount: 1024)
      .fallback(to: SystemAllocator())
      .segregated(upTo: 64, otherwise: SystemAllocator())
      .logging(to: statistics)
    #expect(memory.explain().description.contains("FreeListAllocator"))
    do {
      let handle = memory.borrowed()
      let box = try handle.makeBox([1, 2, 3])
      #expect(box.value.count == 3)
      #expect(statistics.liveCount == 1)
    }
    #expect(statistics.liveCount == 0)
  }

  @_lifetime(copy scope)
  static func tokens(of text: String, in scope: borrowing Scope) throws(AllocationError) -> ScopedArray<UInt8> {
    var tokens = try scope.makeArray(of: UInt8.self, capacity: text.utf8.count)
    for byte in text.utf8 where byte != 32 { tokens.append(byte) }
    return tokens
  }

  struct Sum: BitwiseCopyable, ~Escapable {
    let left: ScopedRef<Int>, right: ScopedRef<Int>
    var total: Int { left.value + right.value }
  }

  @Test func tokensAndTrees() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let frame = arena.scope()
    let tokens = try Self.tokens(of: "a b c", in: frame)
    let one = try frame.ref(1)
    let sum = try frame.ref(Sum(left: one, right: one))
    let (count, total) = (tokens.count, sum.value.total)
    #expect(count == 3 && total == 2)
  }
}
