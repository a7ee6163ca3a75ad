import AllocatorCore
import Testing

@Suite struct AllocationErrorTests {
  @Test func `is one byte, and reads as words`() {
    #expect(MemoryLayout<AllocationError>.size == 1)
    #expect(AllocationError.outOfMemory.description.contains("out of memory"))
    #expect(AllocationError.unsupportedAlignment.description.contains("alignment"))
  }
}
