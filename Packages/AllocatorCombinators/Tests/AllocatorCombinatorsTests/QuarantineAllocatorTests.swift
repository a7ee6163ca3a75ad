import AllocatorCombinators
import Testing

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

  @Test(arguments: [1 << 40, Int.max]) func `a number of blocks that no ring could hold is no limit`(count: Int) throws
  {
    let probe = Probe()
    do {
      let memory = probe.quarantined(byteCount: 1000, blockCount: count)
      for number in 1...1500 {
        let block = try unsafe memory.allocate(byteCount: number % 2, alignment: 8)
        unsafe memory.deallocate(block)
        #expect(memory.heldBlockCount == number)
      }
    }
    #expect(probe.isClean && probe.state.frees == 1500)
  }

  @Test(arguments: [1, 2, 15, 16, 17, 33, 1000]) func `the oldest leave first, whatever the number of blocks`(
    count: Int
  ) throws {
    let probe = Probe()
    let memory = probe.quarantined(byteCount: .max, blockCount: count, poison: 0xDF)
    var returned: [UInt] = []
    for number in 1...2500 {
      let block = try unsafe memory.allocate(byteCount: 8, alignment: 8)
      unsafe returned.append(UInt(bitPattern: block.address))
      unsafe memory.deallocate(block)
      if number % 700 == 0 { memory.flush() }
      let held = returned.suffix(memory.heldBlockCount)
      #expect(memory.heldBlockCount == min(number % 700, count))
      #expect(held.count == probe.state.live.count && held.allSatisfy { probe.state.live[$0] != nil })
    }
    memory.flush()
    #expect(probe.isClean)
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
