import BuddyAllocator
import Testing

/// Every test stops a process of its own, and reads what it said.
@Suite struct MisuseTests {
  func said(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func `a double free stops every build`() async {
    await #expect(processExitsWith: .failure) {
      let buddies = try BuddyAllocator(unitByteCount: 64, unitCount: 4)
      let block = try buddies.take(64)
      buddies.give(block)
      buddies.give(block)
    }
  }

  #if DEBUG
    @Test func `a double free is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let buddies = try BuddyAllocator(unitByteCount: 64, unitCount: 4)
        let block = try buddies.take(200)
        buddies.give(block)
        buddies.give(block)
      }
      #expect(said(result).contains("BuddyAllocator was asked to deallocate 200 bytes"))
      #expect(said(result).contains("not live: it was freed before"))
    }

    @Test func `a foreign block is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let buddies = try BuddyAllocator(unitByteCount: 64, unitCount: 4)
        buddies.give(try SystemAllocator().take(64))
      }
      #expect(said(result).contains("foreign: it did not come from this allocator"))
    }

    @Test func `a wrong size is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let buddies = try BuddyAllocator(unitByteCount: 64, unitCount: 4)
        let block = try buddies.take(64)
        buddies.give(Piece(address: block.address, byteCount: 128))
      }
      #expect(said(result).contains("of the wrong size or alignment"))
    }

    @Test func `an allocator destroyed before its blocks is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let buddies = try BuddyAllocator(unitByteCount: 64, unitCount: 4)
        withExtendedLifetime(try buddies.take(40)) {}
      }
      #expect(said(result).contains("BuddyAllocator was destroyed while 1 of its blocks is live; the first has 40"))
    }
  #endif

  @Test func `an address in no block cannot be deallocated`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let buddies = try BuddyAllocator(unitByteCount: 64, unitCount: 4)
      let block = try buddies.take(64)
      buddies.give(containing: block.address + 64)
    }
    #expect(
      said(result).contains("BuddyAllocator was asked to deallocate an address that lies in no live block of it"))
  }
}
