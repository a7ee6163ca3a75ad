import FreeListAllocator
import Synchronization
import Testing

@Suite struct SharedFreeListAllocatorTests {
  @Test func `blocks come in the order of addresses, then those freed last first`() throws {
    let pool = try SharedFreeListAllocator(blockByteCount: 60, blockCount: 3)
    let pieces = try (0..<3).map { _ in try pool.take(60, alignment: 16) }
    #expect(pieces[1].address == pieces[0].address + 64 && pieces[2].address == pieces[0].address + 128)
    #expect(pool.takeIfPossible(60) == nil)
    pool.give(pieces[1])
    pool.give(pieces[0])
    #expect(try pool.take(1).address == pieces[0].address)
    #expect(try pool.take(1).address == pieces[1].address)
    pool.give(Piece(address: pieces[0].address))
    pool.give(Piece(address: pieces[1].address))
    pool.give(pieces[2])
    #expect(pool.liveBlockCount == 0)
  }

  @Test func `larger requests and stricter alignments are refused`() throws {
    let pool = try SharedFreeListAllocator(blockByteCount: 64, blockCount: 3, blockAlignment: 32)
    #expect(pool.takeIfPossible(65) == nil)
    #expect(throws: AllocationError.unsupportedAlignment) { _ = try pool.take(8, alignment: 64) }
    #expect(throws: AllocationError.outOfMemory) { _ = try pool.take(65) }
  }

  @Test func `the parent gets its one block back`() throws {
    let ledger = Ledger()
    func use() throws {
      let pool = try SharedFreeListAllocator(
        blockByteCount: 64, blockCount: 3, parent: LedgerAllocator(ledger: ledger))
      let piece = try pool.take(8)
      pool.give(piece)
      #expect(ledger.live.count == 1)
    }
    try use()
    #expect(ledger.live.isEmpty && ledger.mismatches == 0 && ledger.requestCount == 1)
  }

  @Test func `sizes that memory cannot hold are an error`() {
    #expect(throws: AllocationError.outOfMemory) {
      _ = try SharedFreeListAllocator(blockByteCount: .max / 2, blockCount: 1000)
    }
  }

  @Test func `no block is in two tasks' hands, whoever frees it`() async throws {
    let pool = try SharedFreeListAllocator(blockByteCount: 64, blockCount: 100).shared()
    let mailbox = Mailbox()
    let wrong = await withTaskGroup(of: Int.self) { group in
      for number in 1...4 {
        group.addTask {
          var wrong = 0
          for round in 0..<20_000 {
            guard let piece = pool.takeIfPossible(64) else { continue }
            piece.fill(UInt8(number))
            if !piece.holds(UInt8(number)) { wrong += 1 }
            let old = mailbox.address.exchange(piece.address, ordering: .acquiringAndReleasing)
            if old != 0 { pool.give(Piece(address: old, byteCount: 64)) }
            if round % 1000 == 0 { await Task.yield() }
          }
          return wrong
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
    let last = mailbox.address.exchange(0, ordering: .acquiringAndReleasing)
    if last != 0 { pool.give(Piece(address: last, byteCount: 64)) }
    let all = (0..<100).compactMap { _ in pool.takeIfPossible(64) }
    #expect(Set(all.map(\.address)).count == 100)
    pool.give(all)
  }

  final class Mailbox: Sendable {
    let address = Atomic<UInt>(0)
  }

  #if DEBUG
    func said(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    @Test func `a double free is noticed`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let pool = try SharedFreeListAllocator(blockByteCount: 64, blockCount: 4)
        let piece = try pool.take(64)
        pool.give(piece)
        pool.give(piece)
      }
      let text = said(result)
      #expect(text.contains("which was freed before"))
    }

    @Test func `a foreign block is noticed`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let pool = try SharedFreeListAllocator(blockByteCount: 64, blockCount: 4)
        pool.give(try SystemAllocator().take(64))
      }
      let text = said(result)
      #expect(text.contains("which is foreign"))
    }

    @Test func `a pool destroyed before its blocks is noticed`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let pool = try SharedFreeListAllocator(blockByteCount: 64, blockCount: 4)
        let piece = try pool.take(64)
        withExtendedLifetime(piece.address) {}
      }
      let text = said(result)
      #expect(text.contains("was destroyed while 1 of its blocks"))
    }
  #endif
}
