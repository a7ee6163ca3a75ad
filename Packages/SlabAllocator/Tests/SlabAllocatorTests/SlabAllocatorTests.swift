import SlabAllocator
import Testing

typealias TestSlabs = SlabAllocator<CommittedPages<LedgerAllocator>>

@Suite struct SlabAllocatorTests {
  let ledger = Ledger()
  func slabs(pages: Int) throws -> TestSlabs {
    try SlabAllocator(byteCount: pages * 4096, source: CommittedPages(LedgerAllocator(ledger: ledger)))
  }

  @Test func `every size has a class that wastes less than an eighth of it, or eight bytes`() {
    for byteCount in 1...SlabClasses.largestByteCount {
      let rounded = SlabClasses.byteCount(of: SlabClasses.index(for: byteCount))
      #expect(rounded >= byteCount && rounded - byteCount < max(8, byteCount / 8 + 1))
    }
    #expect(SlabClasses.index(for: SlabClasses.largestByteCount) == SlabClasses.count - 1)
  }

  @Test func `blocks of one class lie in a page, in the order of addresses`() throws {
    let memory = try slabs(pages: 8)
    let pieces = try (0..<64).map { _ in try memory.take(64) }
    for index in 1..<64 { #expect(pieces[index].address == pieces[0].address + UInt(64 * index)) }
    memory.give(pieces)
  }

  @Test func `a page that is empty serves another class`() throws {
    let memory = try slabs(pages: 1)
    let small = try (0..<64).map { _ in try memory.take(64) }
    #expect(memory.takeIfPossible(128) == nil)
    memory.give(small)
    let large = try (0..<32).map { _ in try memory.take(128) }
    #expect(large.count == 32 && memory.takeIfPossible(64) == nil)
    memory.give(large)
  }

  @Test func `a block is found and deallocated by any address in it`() throws {
    let memory = try slabs(pages: 4)
    let piece = try memory.take(100)
    let inside = unsafe UnsafeRawPointer(bitPattern: piece.address + 50)!
    let place = unsafe memory.block(containing: inside).map { unsafe (UInt(bitPattern: $0.address), $0.byteCount) }
    #expect(place?.0 == piece.address && place?.1 == 104)
    unsafe memory.deallocate(containing: inside)
    let again = try memory.take(100)
    #expect(again.address == piece.address)
    memory.give(again)
  }

  @Test func `larger requests and stricter alignments are refused`() throws {
    let memory = try slabs(pages: 4)
    #expect(memory.takeIfPossible(1025) == nil)
    #expect(throws: AllocationError.unsupportedAlignment) { _ = try memory.take(8, alignment: 2048) }
    #expect(throws: AllocationError.outOfMemory) { _ = try memory.take(1025) }
  }

  @Test(arguments: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]) func `every alignment is kept`(_ alignment: Int)
    throws
  {
    let memory = try slabs(pages: 64)
    var pieces: [Piece] = []
    for byteCount in stride(from: 0, through: 1024, by: 37) {
      pieces.append(try memory.take(byteCount, alignment: alignment))
    }
    for piece in pieces { #expect(piece.isAligned) }
    memory.give(pieces)
  }

  @Test func `the source gets its two blocks back`() throws {
    do {
      memory: do {
        let memory = try slabs(pages: 4)
        let piece = try memory.take(8)
        memory.give(piece)
        #expect(ledger.live.count == 2)
        break memory
      }
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0 && ledger.requestCount == 2)
  }

  @Test func `a source that refuses either block is an error, and keeps nothing`() {
    for refused in 1...2 {
      let ledger = Ledger()
      ledger.refusedRequest = refused
      #expect(throws: AllocationError.outOfMemory) {
        _ = try SlabAllocator(byteCount: 4096, source: CommittedPages(LedgerAllocator(ledger: ledger)))
      }
      #expect(ledger.live.isEmpty)
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>) func `random requests never overlap`(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let memory = try slabs(pages: 256)
    var pieces: [(Piece, UInt8)] = []
    for _ in 0..<20_000 {
      if pieces.count < 500 || Bool.random(using: &random) && pieces.count < 1500 {
        let alignment = 1 << Int.random(in: 0...6, using: &random)
        guard let piece = memory.takeIfPossible(Int.random(in: 0...1024, using: &random), alignment: alignment) else {
          continue
        }
        let byte = UInt8.random(in: 0...255, using: &random)
        piece.fill(byte)
        pieces.append((piece, byte))
      } else {
        let (piece, byte) = pieces.remove(at: Int.random(in: 0..<pieces.count, using: &random))
        #expect(piece.holds(byte), "seed \(seed)")
        memory.give(piece)
      }
    }
    for (piece, byte) in pieces {
      #expect(piece.holds(byte), "seed \(seed)")
      memory.give(piece)
    }
  }
}

#if DEBUG
  @Suite struct SlabMisuseTests {
    func said(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    @Test func `a double free`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let memory = try SlabAllocator(byteCount: 4096, source: CommittedPages(SystemAllocator()))
        let piece = try memory.take(64)
        memory.give(piece)
        memory.give(piece)
      }
      #expect(said(result).contains("not live: it was freed before"))
    }

    @Test func `a foreign block`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let memory = try SlabAllocator(byteCount: 4096, source: CommittedPages(SystemAllocator()))
        memory.give(try SystemAllocator().take(64))
      }
      #expect(said(result).contains("foreign: it did not come from this allocator"))
    }

    @Test func `slabs destroyed before their blocks`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let memory = try SlabAllocator(byteCount: 4096, source: CommittedPages(SystemAllocator()))
        let piece = try memory.take(40)
        withExtendedLifetime(piece) {}
      }
      #expect(said(result).contains("SlabAllocator was destroyed while 1 of its blocks is live; the first has 40"))
    }
  }
#endif
