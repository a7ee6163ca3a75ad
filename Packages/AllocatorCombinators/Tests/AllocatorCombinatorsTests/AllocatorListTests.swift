import AllocatorCombinators
import Testing

@Suite struct AllocatorListTests {
  /// One allocator over a piece of memory, which counts how often its kind is asked what it owns.
  private final class Regions {
    var made = 0
    var ended = 0
    var questions = 0
    var nextStart = UInt(1) << 40
    var order = 1
  }

  /// Addresses without memory: what is allocated is never touched.
  private struct Region: BlockLocator, ~Copyable {
    let regions: Regions
    let start: UInt
    let cells: Cells
    final class Cells { var live: Set<Int> = [] }

    init(_ regions: Regions, at start: UInt) {
      self.regions = regions
      self.start = start
      cells = Cells()
      regions.made += 1
    }
    deinit { regions.ended += 1 }

    borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      guard byteCount <= 64, let cell = (0..<8).first(where: { !cells.live.contains($0) }) else { return nil }
      cells.live.insert(cell)
      return unsafe Block(
        address: UnsafeMutableRawPointer(bitPattern: start + UInt(cell) * 64)!, byteCount: byteCount, alignment: 8)
    }
    borrowing func deallocate(_ block: Block) {
      unsafe cells.live.remove(Int(UInt(bitPattern: block.address) - start) / 64)
    }
    borrowing func owns(_ block: Block) -> Bool {
      regions.questions += 1
      let address = unsafe UInt(bitPattern: block.address)
      return address >= start && address < start + 512
    }
    borrowing func block(containing address: UnsafeRawPointer) -> Block? {
      let offset = Int(bitPattern: address) - Int(start)
      guard offset >= 0, offset < 512, cells.live.contains(offset / 64) else { return nil }
      return unsafe Block(
        address: UnsafeMutableRawPointer(bitPattern: start + UInt(offset / 64 * 64))!, byteCount: 64, alignment: 8)
    }
  }

  private func list(_ regions: Regions, descending: Bool = false) -> AllocatorList<Region> {
    AllocatorList { (_) throws(AllocationError) -> Region in
      let number = UInt(regions.made)
      return Region(regions, at: descending ? 1 << 40 - number * 4096 : 1 << 40 + number * 4096)
    }
  }

  @Test(arguments: [false, true]) func `members are made on demand and dropped when empty, but for one`(
    descending: Bool
  ) throws {
    let regions = Regions()
    do {
      let memory = list(regions, descending: descending)
      var blocks = try (0..<100).map { _ in
        try unsafe UInt(bitPattern: memory.allocate(byteCount: 64, alignment: 8).address)
      }
      #expect(memory.memberCount == 13 && regions.made == 13)
      blocks.shuffle()
      for address in blocks {
        unsafe memory.deallocate(
          Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: 64, alignment: 8))
      }
      #expect(memory.memberCount == 1 && regions.ended == 12)
      #expect(memory.releaseUnused() == 0 && memory.memberCount == 1 && regions.ended == 12)
    }
    #expect(regions.made == regions.ended)
  }

  @Test(arguments: [false, true]) func `the owner of a block is found by one question, however many members there are`(
    descending: Bool
  ) throws {
    let regions = Regions()
    let memory = list(regions, descending: descending)
    let blocks = try (0..<800).map { _ in
      try unsafe UInt(bitPattern: memory.allocate(byteCount: 64, alignment: 8).address)
    }
    #expect(memory.memberCount == 100)
    regions.questions = 0
    for address in blocks {
      unsafe memory.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: 64, alignment: 8))
    }
    #expect(regions.questions == 800)
  }

  @Test func `a full member is not asked again until a block returns to it`() throws {
    let probes = (0..<3).map { _ in Probe(capacity: 100) }
    var made = probes.makeIterator()
    let memory = AllocatorList { (_) throws(AllocationError) -> Probe in
      guard let probe = made.next() else { throw .outOfMemory }
      return probe
    }
    let first = try unsafe memory.allocate(byteCount: 100, alignment: 8)
    let second = try unsafe memory.allocate(byteCount: 100, alignment: 8)
    let third = try unsafe memory.allocate(byteCount: 60, alignment: 8)
    let asked = probes[0].state.requests
    for _ in 0..<5 { #expect(unsafe memory.allocateIfPossible(byteCount: 100, alignment: 8) == nil) }
    #expect(probes[0].state.requests == asked)
    unsafe memory.deallocate(first)
    let again = try unsafe memory.allocate(byteCount: 90, alignment: 8)
    #expect(probes[0].liveByteCount == 90)
    unsafe memory.deallocate(second)
    unsafe memory.deallocate(third)
    unsafe memory.deallocate(again)
    #expect(probes.allSatisfy { $0.isClean })
  }

  @Test func `a request that no member can serve makes none that stays`() {
    let regions = Regions()
    let memory = list(regions)
    #expect(unsafe memory.allocateIfPossible(byteCount: 65, alignment: 8) == nil)
    #expect(memory.memberCount == 0 && regions.made == 1 && regions.ended == 1)
  }

  @Test func `deallocates by address alone`() throws {
    let regions = Regions()
    let memory = list(regions)
    let blocks = try (0..<50).map { _ in
      try unsafe UInt(bitPattern: memory.allocate(byteCount: 10, alignment: 8).address)
    }
    for address in blocks {
      let inside = unsafe UnsafeRawPointer(bitPattern: address + 5)!
      #expect(unsafe memory.block(containing: inside)?.byteCount == 64)
      unsafe memory.deallocate(containing: inside)
      #expect(unsafe memory.block(containing: inside) == nil)
    }
    #expect(memory.memberCount == 1)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func `keeps contents in a random walk`(seed: UInt64) {
    var probes: [Probe] = []
    do {
      let memory = AllocatorList { _ in
        probes.append(Probe(capacity: 1000, quantum: 16))
        return probes.last!
      }
      randomWalk(memory, seed: seed)
      #expect(memory.memberCount <= 1)
      #expect(memory.explain().figures.first?.name == "members")
    }
    #expect(probes.count > 1 && probes.allSatisfy { $0.isClean })
  }

  @Test func `a foreign block stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let memory = AllocatorList { _ in NullAllocator() }
      let block = try unsafe SystemAllocator().allocate(byteCount: 8, alignment: 8)
      unsafe memory.deallocate(block)
    }
  }
}
