import TLSFAllocator
import Testing

/// Every test stops a process of its own, and reads what it said.
@Suite struct MisuseTests {
  func said(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func `a double free stops every build`() async {
    await #expect(processExitsWith: .failure) {
      let heap = try TLSFAllocator(byteCount: 4096)
      let block = try heap.take(64)
      heap.give(block)
      heap.give(block)
    }
  }

  #if DEBUG
    @Test func `a double free is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let heap = try TLSFAllocator(byteCount: 4096)
        let block = try heap.take(200)
        heap.give(block)
        heap.give(block)
      }
      #expect(said(result).contains("TLSFAllocator was asked to deallocate 200 bytes"))
      #expect(said(result).contains("not live: it was freed before"))
    }

    @Test func `a foreign block is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let heap = try TLSFAllocator(byteCount: 4096)
        heap.give(try SystemAllocator().take(64))
      }
      #expect(said(result).contains("foreign: it did not come from this allocator"))
    }

    @Test func `a wrong size is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let heap = try TLSFAllocator(byteCount: 4096)
        let block = try heap.take(64)
        heap.give(Piece(address: block.address, byteCount: 128))
      }
      #expect(said(result).contains("of the wrong size or alignment"))
    }

    @Test func `an allocator destroyed before its blocks is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let heap = try TLSFAllocator(byteCount: 4096)
        withExtendedLifetime(try heap.take(40)) {}
      }
      #expect(said(result).contains("TLSFAllocator was destroyed while 1 of its blocks is live; the first has 40"))
    }
  #endif
}
