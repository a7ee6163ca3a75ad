import AllocatorCombinators
import Testing

@Suite struct SampledAllocatorTests {
  @Test func `one request in a number goes to the sample, and its block returns there`() throws {
    let (base, sample) = (Probe(), Probe())
    let memory = base.sampled(every: 10, into: sample)
    var blocks: [(UInt, Int)] = []
    for index in 1...100 {
      let block = try unsafe memory.allocate(byteCount: index, alignment: 8)
      unsafe blocks.append((UInt(bitPattern: block.address), block.byteCount))
    }
    #expect(sample.state.live.count == 10 && base.state.live.count == 90)
    #expect(sample.state.live.values.allSatisfy { $0.byteCount % 10 == 0 })
    for (address, byteCount) in blocks {
      unsafe memory.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: byteCount, alignment: 8))
    }
    #expect(sample.isClean && base.isClean)
  }

  @Test func `only the sizes asked for are counted, and a refusal of the sample goes to the base`() throws {
    let (base, sample) = (Probe(), Probe(largest: 40))
    let memory = base.sampled(every: 1, sizes: 32...64, into: sample)
    for size in [16, 32, 48, 128] {
      let block = try unsafe memory.allocate(byteCount: size, alignment: 8)
      #expect(sample.state.live.count == (size == 32 ? 1 : 0))
      unsafe memory.deallocate(block)
    }
    randomWalk(memory, seed: 9)
    #expect(sample.isClean && base.isClean && sample.state.frees > 1)
  }

  @Test func `an interval below one stops the program, and the explanation names it`() async {
    await #expect(processExitsWith: .failure) { _ = SystemAllocator().sampled(every: 0, into: NullAllocator()) }
    let text = SystemAllocator().sampled(every: 8, into: NullAllocator()).explain().description
    #expect(text.hasPrefix("SampledAllocator(one in: 8)") && text.contains("sample: NullAllocator"))
  }
}

@Suite struct QuarantineAllocatorTests {
  @Test func `blocks are held back up to a number of bytes and of blocks, the oldest leave first`() throws {
    let probe = Probe()
    let memory = probe.quarantined(byteCount: 100, blockCount: 3)
    for (size, held, bytes) in [(40, 1, 40), (50, 2, 90), (10, 3, 100), (1, 3, 61), (200, 3, 61), (90, 2, 91)] {
      let block = try unsafe memory.allocate(byteCount: size, alignment: 8)
      unsafe memory.deallocate(block)
      #expect(memory.heldBlockCount == held && memory.heldByteCount == bytes, "after \(size) bytes")
      #expect(probe.state.live.count == held)
    }
    memory.flush()
    #expect(memory.heldBlockCount == 0 && probe.isClean)
  }

  @Test func `what is held back is returned when the owner ends, and when the base is full`() throws {
    let probe = Probe(capacity: 100)
    do {
      let memory = probe.quarantined(byteCount: 1000)
      for _ in 0..<10 {
        let block = try unsafe memory.allocate(byteCount: 60, alignment: 8)
        unsafe memory.deallocate(block)
      }
      #expect(probe.liveByteCount == 60)
    }
    #expect(probe.isClean && probe.state.frees == 10)
  }

  @Test func `a write to a block that was returned stops the program when it leaves`() async {
    await #expect(processExitsWith: .failure) {
      let memory = SystemAllocator().quarantined(byteCount: 1000, poison: 0xDF)
      let block = try unsafe memory.allocate(byteCount: 16, alignment: 8)
      unsafe memory.deallocate(block)
      unsafe block.bytes[3] = 0
      memory.flush()
    }
    await #expect(processExitsWith: .success) {
      let memory = SystemAllocator().quarantined(byteCount: 1000, poison: 0xDF)
      let block = try unsafe memory.allocate(byteCount: 16, alignment: 8)
      unsafe memory.deallocate(block)
      memory.flush()
    }
  }

  @Test(arguments: [nil, 0 as UInt8]) func `keeps contents in a random walk`(poison: UInt8?) {
    let probe = Probe(quantum: 16)
    do {
      let memory = probe.quarantined(byteCount: 2000, blockCount: 7, poison: poison)
      randomWalk(memory, seed: 8)
      #expect(memory.explain().figures.map(\.name) == ["held blocks", "held bytes"])
    }
    #expect(probe.isClean)
  }
}

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

@Suite struct AdaptiveFallbackAllocatorTests {
  @Test func `a full primary is asked again when a block returns to it, or for less`() throws {
    let (first, second) = (Probe(capacity: 100), Probe())
    let memory = first.adaptiveFallback(to: second)
    let block = try unsafe memory.allocate(byteCount: 80, alignment: 8)
    for _ in 0..<10 {
      let other = try unsafe memory.allocate(byteCount: 30, alignment: 8)
      unsafe memory.deallocate(other)
    }
    #expect(first.state.requests == 2)
    let small = try unsafe memory.allocate(byteCount: 20, alignment: 8)
    #expect(first.state.requests == 3 && first.liveByteCount == 100)
    unsafe memory.deallocate(block)
    let other = try unsafe memory.allocate(byteCount: 30, alignment: 8)
    #expect(first.liveByteCount == 50)
    unsafe memory.deallocate(other)
    unsafe memory.deallocate(small)
    #expect(first.isClean && second.isClean)
  }

  @Test func `the secondary is asked first while that is wanted`() throws {
    let (first, second) = (Probe(), Probe(capacity: 50))
    let memory = first.adaptiveFallback(to: second)
    memory.asksSecondaryFirst = true
    let cold = try unsafe memory.allocate(byteCount: 40, alignment: 8)
    let spilled = try unsafe memory.allocate(byteCount: 40, alignment: 8)
    #expect(second.liveByteCount == 40 && first.liveByteCount == 40)
    memory.asksSecondaryFirst = false
    let hot = try unsafe memory.allocate(byteCount: 10, alignment: 8)
    #expect(first.liveByteCount == 50)
    unsafe memory.deallocate(cold)
    unsafe memory.deallocate(spilled)
    unsafe memory.deallocate(hot)
    #expect(first.isClean && second.isClean)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func `keeps contents in a random walk`(seed: UInt64) {
    let (first, second) = (Probe(largest: 200, capacity: 1000, quantum: 16), Probe(quantum: 8))
    randomWalk(first.adaptiveFallback(to: second), seed: seed)
    #expect(first.isClean && second.isClean && first.state.frees > 0 && second.state.frees > 0)
  }
}

@Suite struct TypeRoutedAllocatorTests {
  private struct Small: BitwiseCopyable, ManagedRouted { var number = 1 }
  private struct Large: PlainRouted { var numbers = [1, 2] }
  private struct Unique: ~Copyable { var number = 3 }

  @Test func `the type of a value chooses its allocator`() throws {
    let (plain, managed) = (Probe(), Probe())
    let memory = TypeRoutedAllocator(plain: plain, managed: managed)
    func counts() -> [Int] { [plain.state.live.count, managed.state.live.count] }
    let number = try memory.makeBox(7)
    #expect(counts() == [1, 0] && number.value == 7)
    let text = try memory.makeBox("a text")
    #expect(counts() == [1, 1] && text.value == "a text")
    let small = try memory.makeBox(Small())
    #expect(counts() == [1, 2] && small.value.number == 1)
    let large = try memory.makeBox(Large())
    #expect(counts() == [2, 2] && large.value.numbers.count == 2)
    let unique = try memory.makeBox(Unique())
    #expect(counts() == [2, 3] && unique.value.number == 3)
  }
}
