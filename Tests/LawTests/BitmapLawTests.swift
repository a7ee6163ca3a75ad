import AllocatorTesting
import Allocators
import Testing

@Suite struct BitmapLawTests {
  @Test func `cells keep the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: 64...64 * 32), .maximumAlignment(16), .growsInPlace,
      reset: { unsafe $0.unsafelyReset() }
    ) { memory in try BitmapAllocator(cellByteCount: 64, cellCount: 32, parent: memory) }
  }

  @Test func `many small cells keep the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: 8...8 * 5000), .maximumAlignment(256), .growsInPlace,
      reset: { unsafe $0.unsafelyReset() }
    ) { memory in try BitmapAllocator(cellByteCount: 8, cellCount: 5000, alignment: 256, parent: memory) }
  }

  @Test func `cells of an odd size keep the laws`() {
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: 100...100 * 300), .maximumAlignment(64), .growsInPlace,
      reset: { unsafe $0.unsafelyReset() }
    ) { memory in try BitmapAllocator(cellByteCount: 100, cellCount: 300, alignment: 64, parent: memory) }
  }

  @Test func `cells of one byte keep the laws`() {
    checkAllocator(.ownsBlocks, .bounded(byteCounts: 1...700), .maximumAlignment(1), .growsInPlace) { memory in
      try BitmapAllocator(cellByteCount: 1, cellCount: 700, alignment: 1, parent: memory)
    }
  }

  @Test func `pages of a reserved region keep the laws`() {
    let page = PageAllocator.pageByteCount
    checkAllocator(
      .ownsBlocks, .bounded(byteCounts: page...256 * page), .maximumAlignment(page), .growsInPlace,
      reset: { unsafe $0.unsafelyReset() }
    ) {
      try BitmapAllocator(
        cellByteCount: page, cellCount: 256, alignment: page, parent: try ReservedRegion(byteCount: 512 * page))
    }
  }

  @Test func `single cells of words that were used up are allocated again`() throws {
    let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 256, parent: TestMemory())
    var blocks = unsafe [Block]()
    while let block = unsafe cells.allocateIfPossible(byteCount: 64, alignment: 8) { unsafe blocks.append(block) }
    unsafe #expect(blocks.count == 256)
    unsafe cells.deallocate(blocks[0])
    unsafe cells.deallocate(blocks[100])
    unsafe blocks[0] = try cells.allocate(byteCount: 64, alignment: 8)
    unsafe blocks[100] = try cells.allocate(byteCount: 64, alignment: 8)
    while unsafe !blocks.isEmpty { unsafe cells.deallocate(blocks.removeLast()) }
  }

  @Test func `what lies behind the last cell is not owned`() throws {
    let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 3, parent: TestMemory())
    let whole = try unsafe cells.allocate(byteCount: 192, alignment: 8)
    let (last, behind) = unsafe (whole.endAddress - 1, whole.endAddress)
    unsafe #expect(cells.owns(Block(address: last, byteCount: 1, alignment: 1)))
    unsafe #expect(!cells.owns(Block(address: behind, byteCount: 1, alignment: 1)))
    unsafe cells.deallocate(whole)
  }
}
