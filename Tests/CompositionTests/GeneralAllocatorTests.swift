import Allocators
import Testing

@Suite struct GeneralAllocatorTests {
  /// A block as tests see it.
  @safe
  struct Piece {
    var block: Block
    init(_ block: Block) { unsafe self.block = block }
    var address: UInt { unsafe UInt(bitPattern: block.address) }
    func fill(_ byte: UInt8) { unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: byte) }
    /// By words, since a debug build takes its time for each; the last ones by bytes.
    func holds(_ byte: UInt8, upTo count: Int) -> Bool {
      let word = UInt64(byte) &* 0x0101_0101_0101_0101
      var offset = 0
      while offset <= count - 8 {
        if unsafe block.bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) != word { return false }
        offset += 8
      }
      return unsafe block.bytes[offset..<count].allSatisfy { $0 == byte }
    }
  }

  func figure(_ name: String, in explanation: Explanation) -> Int? {
    if let own = explanation.figures.first(where: { $0.name == name }) { return own.value }
    for part in explanation.parts {
      if let found = figure(name, in: part.explanation) { return found }
    }
    return nil
  }

  @Test func `memory leaves a size class: blocks of another size fit where freed ones were`() throws {
    let memory = try GeneralAllocator(byteCount: 1 << 30)
    // 10 MB of 256 bytes, then as much of 1 KiB; the figures are counted in pages, whatever the amount is.
    var pieces = try (0..<40_000).map { _ in unsafe Piece(try memory.allocate(byteCount: 256, alignment: 16)) }
    for piece in pieces { unsafe memory.deallocate(piece.block) }
    pieces = try (0..<10_000).map { _ in unsafe Piece(try memory.allocate(byteCount: 1024, alignment: 16)) }
    let held = try #require(figure("held bytes", in: memory.explain()))
    #expect(held <= 10_240_000 * 115 / 100)
    for piece in pieces { unsafe memory.deallocate(piece.block) }
  }

  @Test func `what is held is bounded by what lives when most was freed`() throws {
    let memory = try GeneralAllocator(byteCount: 1 << 30)
    var pieces = try (0..<60_000).map { _ in unsafe Piece(try memory.allocate(byteCount: 1000, alignment: 16)) }
    #expect(try #require(figure("held bytes", in: memory.explain())) >= 60_000_000)
    for _ in 0..<59_400 { unsafe memory.deallocate(pieces.removeLast().block) }
    // Half of what lives, or 8 MiB, and a quarter more, beside what is in use.
    let held = try #require(figure("held bytes", in: memory.explain()))
    #expect(held <= 600 * 1024 + (10 << 20) + (1 << 18))
    for piece in pieces { unsafe memory.deallocate(piece.block) }
  }

  @Test func `aligned blocks fit where aligned blocks were, between others that live`() throws {
    let memory = try GeneralAllocator(byteCount: 1 << 30)
    var pieces = try (0..<400).map { _ in unsafe Piece(try memory.allocate(byteCount: 3000, alignment: 4096)) }
    let held = try #require(figure("held bytes", in: memory.explain()))
    for _ in 0..<5 {
      for index in stride(from: 0, to: 400, by: 2) { unsafe memory.deallocate(pieces[index].block) }
      for index in stride(from: 0, to: 400, by: 2) {
        pieces[index] = unsafe Piece(try memory.allocate(byteCount: 3000, alignment: 4096))
      }
    }
    #expect(figure("held bytes", in: memory.explain()) == held)
    for piece in pieces { unsafe memory.deallocate(piece.block) }
  }

  @Test func `what is held adds up to spans, segments, runs and free pages`() throws {
    let memory = try GeneralAllocator(byteCount: 1 << 30)
    var pieces: [Piece] = []
    for index in 0..<3000 {
      let byteCount = index % 100 == 0 ? 100_000 : index % 10 == 0 ? 5000 : index % 1000
      pieces.append(unsafe Piece(try memory.allocate(byteCount: byteCount, alignment: 16)))
    }
    for piece in pieces[..<1500] { unsafe memory.deallocate(piece.block) }
    let explanation = memory.explain()
    let sum = ["span bytes", "segment bytes", "run bytes", "free page bytes"].reduce(0) {
      $0 + (figure($1, in: explanation) ?? 0)
    }
    #expect(figure("held bytes", in: explanation) == sum)
    #expect(figure("run bytes", in: explanation) == 15 * 102_400)
    for piece in pieces[1500...] { unsafe memory.deallocate(piece.block) }
  }

  @Test func `all memory goes back when nothing lives and what is unused is released`() throws {
    let memory = try GeneralAllocator(byteCount: 1 << 30)
    let pieces = try (0..<5000).map { unsafe Piece(try memory.allocate(byteCount: $0 * 7, alignment: 8)) }
    for piece in pieces.reversed() { unsafe memory.deallocate(piece.block) }
    #expect(memory.releaseUnused() > 0)
    #expect(figure("held bytes", in: memory.explain()) == 0)
  }

  // Of so many blocks, some pages go when the blocks that wait are returned to them. The source keeps nothing of its own.
  @Test func `what releasing says it returned is what is held no longer`() throws {
    for count in stride(from: 1, through: 1200, by: 7) {
      let memory = try GeneralAllocator(byteCount: 64 << 20, source: PageAllocator())
      let pieces = try (0..<count).map {
        unsafe Piece(try memory.allocate(byteCount: $0 % 3 == 0 ? 40_000 : 700 + $0 % 1300, alignment: 8))
      }
      for piece in pieces { unsafe memory.deallocate(piece.block) }
      let held = figure("held bytes", in: memory.explain())
      #expect(memory.releaseUnused() == held && figure("held bytes", in: memory.explain()) == 0)
    }
  }

  @Test(arguments: [0, 1, 8, 100, 1024, 1025, 5000, 32_768, 32_769, 1_000_000])
  func `a block is deallocated by its address alone, or by any in it`(_ byteCount: Int) throws {
    let memory = try GeneralAllocator(byteCount: 1 << 30)
    for _ in 0..<100 {
      let first = unsafe Piece(try memory.allocate(byteCount: byteCount, alignment: 16))
      let second = unsafe Piece(try memory.allocate(byteCount: byteCount, alignment: 16))
      let place = unsafe memory.block(containing: first.block.address + byteCount / 2)
      #expect(unsafe place?.address == first.block.address)
      #expect(unsafe (place?.byteCount ?? 0) >= byteCount)
      unsafe memory.deallocate(at: first.block.address)
      unsafe memory.deallocate(containing: second.block.address + byteCount / 2)
    }
    memory.releaseUnused()
    #expect(figure("held bytes", in: memory.explain()) == 0)
  }

  @Test func `a block grows from a byte to megabytes and shrinks again, and keeps what it holds`() throws {
    let memory = try GeneralAllocator(byteCount: 1 << 30)
    var piece = unsafe Piece(try memory.allocate(byteCount: 16, alignment: 16))
    piece.fill(7)
    var obstacles: [Piece] = []
    var byteCount = 16
    while byteCount < 16 << 20 {
      let grown = byteCount * 3 / 2
      try unsafe memory.reallocate(&piece.block, byteCount: grown)
      #expect(piece.holds(7, upTo: byteCount))
      piece.fill(7)
      byteCount = grown
      obstacles.append(unsafe Piece(try memory.allocate(byteCount: byteCount / 4, alignment: 8)))
    }
    while byteCount > 16 {
      byteCount /= 3
      try unsafe memory.reallocate(&piece.block, byteCount: byteCount)
      #expect(piece.holds(7, upTo: byteCount))
    }
    unsafe memory.deallocate(piece.block)
    for obstacle in obstacles { unsafe memory.deallocate(obstacle.block) }
  }

  @Test func `medium blocks of many sizes come and go, keep what they hold, and leave nothing behind`() throws {
    let memory = try GeneralAllocator(byteCount: 1 << 30)
    var live: [Piece] = []
    var random = UInt64(42)
    for step in 0..<20_000 {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      if live.count < 50 || random >> 63 == 0 {
        // Sizes 1024 bytes apart share a list, and those from 2 KiB on wait in none.
        let byteCount = 1025 + Int(random >> 40) % 5 * 1024 + Int(random >> 33) % 4 * 16
        let piece = unsafe Piece(try memory.allocate(byteCount: byteCount, alignment: 16))
        piece.fill(UInt8(truncatingIfNeeded: piece.address >> 4))
        live.append(piece)
      } else {
        let piece = live.remove(at: Int(random >> 33) % live.count)
        #expect(unsafe piece.holds(UInt8(truncatingIfNeeded: piece.address >> 4), upTo: piece.block.byteCount))
        if step % 2 == 0 {
          unsafe memory.deallocate(piece.block)
        } else {
          unsafe memory.deallocate(at: piece.block.address)
        }
      }
    }
    let explanation = memory.explain()
    let segments = try #require(figure("segment bytes", in: explanation))
    let out = live.reduce(0) { unsafe $0 + $1.block.byteCount }
    #expect(try #require(figure("fitted bytes free", in: explanation)) <= segments - out)
    for piece in live { unsafe memory.deallocate(piece.block) }
    memory.releaseUnused()
    #expect(figure("held bytes", in: memory.explain()) == 0)
  }

  @Test func `the shared allocator's handle takes no bytes, and serves tasks wherever they run`() async throws {
    #expect(MemoryLayout.size(ofValue: GeneralAllocator.shared) == 0)
    let sum = await withTaskGroup(of: Int.self) { group in
      for number in 0..<8 {
        group.addTask {
          var boxes: [Int] = []
          for index in 0..<2000 {
            let box = try! GeneralAllocator.shared.makeBox(index &* number)
            if index % 100 == 0 { await Task.yield() }
            boxes.append(box.value)
          }
          return boxes.reduce(0, +)
        }
      }
      return await group.reduce(0, +)
    }
    #expect(sum == 28 * 1999 * 1000)
  }

  #if DEBUG
    func said(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    @Test func `a double free is noticed`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let memory = try GeneralAllocator(byteCount: 1 << 24)
        let piece = unsafe Piece(try memory.allocate(byteCount: 100, alignment: 16))
        unsafe memory.deallocate(at: piece.block.address)
        unsafe memory.deallocate(piece.block)
      }
      let text = said(result)
      #expect(text.contains("freed before"))
    }

    @Test func `a block that is foreign to the shared allocator is noticed`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let piece = unsafe Piece(try SystemAllocator().allocate(byteCount: 100, alignment: 16))
        unsafe GeneralAllocator.shared.deallocate(piece.block)
      }
      let text = said(result)
      #expect(text.contains("foreign"))
    }

    @Test func `an allocator destroyed before its blocks is noticed`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let memory = try GeneralAllocator(byteCount: 1 << 24)
        let piece = unsafe Piece(try memory.allocate(byteCount: 100, alignment: 16))
        withExtendedLifetime(piece.address) {}
      }
      let text = said(result)
      #expect(text.contains("GeneralAllocator was destroyed while 1 of its blocks is live"))
    }
  #endif
}
