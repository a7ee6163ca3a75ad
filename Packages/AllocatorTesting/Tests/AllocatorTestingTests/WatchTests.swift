import AllocatorTesting
import Testing

/// Never returns from a block of 40 bytes that shrinks.
private struct Looping: Allocator {
  let parent: TestMemory

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe parent.deallocate(block) }
  @_optimize(none)  // or the loop, which has no effect, is gone
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    var number = unsafe block.byteCount
    while number == 40 { number = unsafe block.byteCount }
    return unsafe parent.resize(&block, byteCount: byteCount)
  }
}

@Suite struct WatchTests {
  @Test func `an allocator that does not return is stopped, and the step is named`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = examineAllocator(.growsInPlace, options: LawOptions(secondsPerStep: 1)) { memory in
        Looping(parent: memory)
      }
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("the allocator under test does not return: ."), "\(text)")
    #expect(text.contains("has not ended in 1 seconds") && text.contains("replayScript("), "\(text)")
  }
}
