import BitmapAllocator
import Testing

/// Every test stops a process of its own, and reads what it said.
@Suite struct MisuseTests {
  func said(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func `a double free stops every build`() async {
    await #expect(processExitsWith: .failure) {
      let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 4)
      let block = try cells.take(64)
      cells.give(block)
      cells.give(block)
    }
  }

  #if DEBUG
    @Test func `a double free is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 4)
        let block = try cells.take(200)
        cells.give(block)
        cells.give(block)
      }
      #expect(said(result).contains("BitmapAllocator was asked to deallocate 200 bytes"))
      #expect(said(result).contains("not live: it was freed before"))
    }

    @Test func `a foreign block is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 4)
        cells.give(try SystemAllocator().take(64))
      }
      #expect(said(result).contains("foreign: it did not come from this allocator"))
    }

    @Test func `a wrong size is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 4)
        let block = try cells.take(64)
        cells.give(Piece(address: block.address, byteCount: 128))
      }
      #expect(said(result).contains("of the wrong size or alignment"))
    }

    @Test func `an allocator destroyed before its blocks is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 4)
        withExtendedLifetime(try cells.take(40)) {}
      }
      #expect(said(result).contains("BitmapAllocator was destroyed while 1 of its blocks is live; the first has 40"))
    }
  #endif

  @Test func `an address in no block cannot be deallocated`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let cells = try BitmapAllocator(cellByteCount: 64, cellCount: 4)
      let block = try cells.take(64)
      cells.give(containing: block.address + 64)
    }
    #expect(
      said(result).contains("BitmapAllocator was asked to deallocate an address that lies in no live block of it"))
  }
}
