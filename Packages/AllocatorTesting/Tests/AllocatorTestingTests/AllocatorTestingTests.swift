import AllocatorTesting
import Testing

@Suite struct KeepingTests {
  @Test(.disabled(if: heapIsSanitized, "the sanitizers' heaps grow nothing in place"))
  func `the system allocator keeps the laws`() {
    checkAllocator(.growsInPlace, .threadSafe) { SystemAllocator() }
  }

  @Test func `test memory keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in memory }
  }

  @Test func `an erased allocator keeps the laws`() {
    checkAllocator(.growsInPlace) { memory in AnyAllocator(memory) }
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in AnyBlockOwner(memory) }
  }

  @Test func `a shared allocator keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in SharedAllocator(memory) }
  }
}
