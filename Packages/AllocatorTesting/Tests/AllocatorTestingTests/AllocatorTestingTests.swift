import AllocatorTesting
import Testing

@Suite struct KeepingTests {
  @Test(.disabled(if: heapIsSanitized, "the sanitizers' heaps grow nothing in place"))
  func theSystemAllocatorKeepsTheLaws() {
    checkAllocator(.growsInPlace, .threadSafe) { SystemAllocator() }
  }

  @Test func testMemoryKeepsTheLaws() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in memory }
  }

  @Test func anErasedAllocatorKeepsTheLaws() {
    checkAllocator(.growsInPlace) { memory in AnyAllocator(memory) }
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in AnyBlockOwner(memory) }
  }

  @Test func aSharedAllocatorKeepsTheLaws() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in SharedAllocator(memory) }
  }
}
