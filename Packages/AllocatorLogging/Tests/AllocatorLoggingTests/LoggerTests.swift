import AllocatorLogging
import Testing

@Suite struct LoggerTests {
  @Test func `the text logger writes a line for every event`() throws {
    let log = TextLogger(to: "", prefix: "> ")
    let memory = Probe().logging(to: log)
    var block = try unsafe memory.allocateZeroed(byteCount: 8, alignment: 8)
    let first = unsafe block
    try unsafe memory.reallocate(&block, byteCount: 100)
    let second = unsafe block
    _ = unsafe memory.resize(&block, byteCount: 200)
    _ = unsafe memory.allocateIfPossible(byteCount: 9, alignment: 4096)
    unsafe memory.deallocate(block)
    let plain = try unsafe memory.allocate(byteCount: 1, alignment: 1)
    #expect(
      unsafe log.output == """
        > allocated \(first), zeroed
        > reallocated \(first) to \(second)
        > failed to reallocate \(second) to 200 bytes
        > failed to allocate 9 bytes, aligned to 4096
        > deallocated \(second)
        > allocated \(plain)

        """)
    unsafe memory.deallocate(plain)
  }

  @Test func `the function logger gets every event`() throws {
    final class Seen { var events: [String] = [] }
    let seen = Seen()
    let memory = Probe().logging(
      to: FunctionLogger { event in
        switch unsafe event {
        case .allocated(let block, let isZeroed): unsafe seen.events.append("a \(block.byteCount) \(isZeroed)")
        case .allocationFailed(let byteCount, let alignment): seen.events.append("af \(byteCount) \(alignment)")
        case .deallocated(let block): unsafe seen.events.append("d \(block.byteCount)")
        case .reallocated(let old, let new): unsafe seen.events.append("r \(old.byteCount) \(new.byteCount)")
        case .reallocationFailed(let block, let byteCount):
          unsafe seen.events.append("rf \(block.byteCount) \(byteCount)")
        case .reset: seen.events.append("reset")
        }
      })
    var block = try unsafe memory.allocate(byteCount: 8, alignment: 8)
    _ = unsafe memory.resize(&block, byteCount: 5)
    _ = unsafe memory.resize(&block, byteCount: 6)
    _ = unsafe memory.allocateIfPossible(byteCount: 1, alignment: 128)
    unsafe memory.deallocate(block)
    unsafe block = try memory.allocateZeroed(byteCount: 3, alignment: 1)
    unsafe memory.deallocate(block)
    #expect(seen.events == ["a 8 false", "r 8 5", "rf 5 6", "af 1 128", "d 5", "a 3 true", "d 3"])
  }

  @Test func `a block at the address of one whose end nobody reported takes its place`() throws {
    let leaks = LeakTracker()
    var block = try unsafe SystemAllocator().allocate(byteCount: 16, alignment: 8)
    unsafe leaks.didAllocate(block)
    unsafe block.byteCount = 12
    unsafe leaks.didAllocate(block)
    #expect(unsafe leaks.liveCount == 1 && leaks.liveByteCount == 12 && leaks.liveBlocks.count == 1)
    unsafe leaks.willDeallocate(block)
    #expect(leaks.liveCount == 0 && leaks.liveByteCount == 0 && leaks.unknownCount == 0)
    unsafe SystemAllocator().deallocate(block)
  }

  @Test func `the leak tracker names what is live, oldest first`() throws {
    let leaks = LeakTracker()
    let memory = Probe().logging(to: leaks)
    #expect(leaks.description == "no block is live")
    let first = try unsafe memory.allocate(byteCount: 8, alignment: 8)
    let second = try unsafe memory.allocate(byteCount: 16, alignment: 8)
    var third = try unsafe memory.allocate(byteCount: 24, alignment: 16)
    unsafe memory.deallocate(second)
    try unsafe memory.reallocate(&third, byteCount: 500)
    #expect(leaks.liveCount == 2 && leaks.liveByteCount == 508)
    #expect(unsafe leaks.liveBlocks.map { unsafe $0.serial } == [1, 3])
    #expect(
      unsafe leaks.description == """
        2 blocks are live, 508 bytes:
          allocation 1: \(first)
          allocation 3: \(third)
        """)
    unsafe memory.deallocate(third)
    #expect(leaks.description.hasPrefix("1 block is live, 8 bytes:\n  allocation 1: "))
    unsafe memory.deallocate(first)
    #expect(leaks.liveCount == 0 && leaks.unknownCount == 0)
  }

  @Test func `the leak tracker stops at the allocation that one asks for, and notices unknown blocks`() throws {
    let leaks = LeakTracker()
    let seen = Counter()
    leaks.onAllocation(2) { seen.values.append(2) }
    randomWalk(SystemAllocator().logging(to: leaks), seed: 1)
    #expect(seen.values == [2] && leaks.liveCount == 0)
    let unknown = try unsafe SystemAllocator().allocate(byteCount: 8, alignment: 8)
    unsafe SystemAllocator().logging(to: leaks).deallocate(unknown)
    #expect(leaks.unknownCount == 1)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the leak tracker agrees with a shadow at every step`(seed: UInt64) {
    let leaks = LeakTracker()
    randomWalk(Probe().logging(to: leaks), seed: seed, steps: 200) { shadow in
      #expect(leaks.liveCount == shadow.liveCount && leaks.liveByteCount == shadow.liveByteCount, "seed \(seed)")
    }
    #expect(leaks.unknownCount == 0)
  }

  #if canImport(Glibc) || canImport(Darwin)
    /// Two places that leak, each of its own number of blocks.
    @inline(never)
    private func leakHere<A: Allocator>(_ memory: A, _ blocks: inout [Block]) throws {
      unsafe blocks.append(try memory.allocate(byteCount: 100, alignment: 8))
    }
    @inline(never)
    private func leakThere<A: Allocator>(_ memory: A, _ blocks: inout [Block]) throws {
      unsafe blocks.append(try memory.allocate(byteCount: 7, alignment: 8))
    }

    @Test func `live blocks are grouped by the place that allocated them, most bytes first`() throws {
      #expect(CallSite.areAvailable)
      let leaks = LeakTracker(callSites: .captured())
      let memory = SystemAllocator().logging(to: leaks)
      var blocks = unsafe [Block]()
      for _ in 0..<Int.random(in: 3...3) { try unsafe leakThere(memory, &blocks) }
      for _ in 0..<Int.random(in: 4...4) { try unsafe leakHere(memory, &blocks) }
      let sites = leaks.liveSites
      #expect(sites.map(\.blockCount) == [4, 3] && sites.map(\.byteCount) == [400, 21])
      #expect(sites.map(\.firstSerial) == [4, 1])
      #expect(sites[0].site != sites[1].site && (sites[0].site?.addresses.count ?? 0) > 3)
      #expect(
        leaks.description.hasPrefix(
          "7 blocks are live, 421 bytes:\n  400 bytes in 4 blocks, first by allocation 4, from"))
      #expect(sites[0].site?.description.contains("+0x") == true)
      // A reallocated block keeps its place.
      var last = unsafe blocks.removeLast()
      try unsafe memory.reallocate(&last, byteCount: 1000)
      unsafe blocks.append(last)
      #expect(leaks.liveSites.map(\.blockCount) == [4, 3] && leaks.liveSites[0].byteCount == 1300)
      while let block = unsafe blocks.popLast() { unsafe memory.deallocate(block) }
      #expect(leaks.liveSites.isEmpty)
    }
  #endif

  @Test func `without call sites the live blocks are one group`() throws {
    let leaks = LeakTracker()
    let memory = SystemAllocator().logging(to: leaks)
    let block = try unsafe memory.allocate(byteCount: 8, alignment: 8)
    #expect(leaks.liveSites.count == 1 && leaks.liveSites[0].site == nil && leaks.liveSites[0].blockCount == 1)
    unsafe memory.deallocate(block)
  }

  /// Reports every empty block at the address of the block that comes next, as an arena may.
  @safe
  struct Overlapping: Allocator {
    let memory: UnsafeMutableRawPointer
    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe Block(address: memory, byteCount: byteCount, alignment: alignment)
    }
    func deallocate(_ block: Block) {}
  }

  @Test func `empty blocks may share an address with each other and with a live block`() throws {
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16)
    defer { unsafe bytes.deallocate() }
    let leaks = LeakTracker()
    let recorder = TraceRecorder(name: "empty")
    let memory = unsafe Overlapping(memory: bytes).logging(to: leaks.and(recorder))
    let first = try unsafe memory.allocate(byteCount: 0, alignment: 16)
    let second = try unsafe memory.allocate(byteCount: 0, alignment: 16)
    let third = try unsafe memory.allocate(byteCount: 16, alignment: 16)
    #expect(leaks.liveCount == 3)
    unsafe memory.deallocate(first)
    #expect(leaks.liveCount == 2)
    unsafe memory.deallocate(third)
    unsafe memory.deallocate(second)
    #expect(leaks.liveCount == 0 && leaks.unknownCount == 0 && recorder.eventCount == 6)
  }
}
