import AllocatorCombinators
import Testing

@Suite struct NullAllocatorTests {
  @Test func `refuses every request, also an empty one`() {
    let null = NullAllocator()
    for byteCount in [0, 1, 64, Int.max] {
      #expect(throws: AllocationError.outOfMemory) { _ = try unsafe null.allocate(byteCount: byteCount, alignment: 1) }
      #expect(unsafe null.allocateZeroedIfPossible(byteCount: byteCount, alignment: 8) == nil)
    }
    #expect(throws: AllocationError.outOfMemory) { _ = try null.makeBox(1) }
  }

  @Test func `owns nothing`() throws {
    let block = try unsafe SystemAllocator().allocate(byteCount: 8, alignment: 8)
    #expect(unsafe !NullAllocator().owns(block))
    unsafe SystemAllocator().deallocate(block)
  }

  @Test func `stops the program when a block is given to it`() async {
    await #expect(processExitsWith: .failure) {
      let block = try unsafe SystemAllocator().allocate(byteCount: 8, alignment: 8)
      unsafe NullAllocator().deallocate(block)
    }
    await #expect(processExitsWith: .failure) {
      var block = try unsafe SystemAllocator().allocate(byteCount: 8, alignment: 8)
      _ = unsafe NullAllocator().reallocateIfPossible(&block, byteCount: 8)
    }
  }

  @Test func `explains itself`() {
    #expect(
      NullAllocator().explain().description
        == "NullAllocator  [owns, thread-safe, locates blocks, resets, any alignment]")
  }
}
