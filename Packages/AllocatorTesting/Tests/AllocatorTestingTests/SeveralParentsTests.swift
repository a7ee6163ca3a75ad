import AllocatorTesting
import Testing

/// Passes requests on to one parent, and keeps a large block of another one in reserve.
private struct Hoard: ~Copyable, BlockOwner {
  let base: TestMemory
  let other: TestMemory
  let reserve = Reserve()

  @safe
  final class Reserve { var block: Block? }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if unsafe reserve.block == nil {
      unsafe reserve.block = unsafe other.allocateIfPossible(byteCount: 100_000, alignment: 16)
    }
    return unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe base.deallocate(block) }
  borrowing func owns(_ block: Block) -> Bool { unsafe base.owns(block) }
  borrowing func releaseUnused() -> Int {
    guard let block = unsafe reserve.block else { return 0 }
    unsafe other.deallocate(block)
    unsafe reserve.block = nil
    return unsafe block.byteCount
  }
  deinit { _ = releaseUnused() }
}

@Suite struct SeveralParentsTests {
  private let script: [Step] = [
    .allocate(0, byteCount: 100, alignment: 8), .releaseUnused, .allocate(1, byteCount: 10, alignment: 8),
    .deallocate(0), .releaseUnused, .deallocate(1),
  ]

  @Test func `bytes returned to a memory beside the parent count, too`() {
    let report = replayScript(script) { memory in Hoard(base: memory, other: TestMemory(beside: memory)) }
    #expect(report.passed, "\(report)")
  }

  @Test func `more bytes than all parents have cannot be returned`() {
    let report = replayScript(script) { memory in Hoard(base: memory, other: TestMemory()) }
    #expect(report.violations.first?.law == 29, "\(report)")
  }
}
