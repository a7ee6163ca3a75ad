import AllocatorCombinators
import Testing

@Suite struct AlignmentSegregatedAllocatorTests {
  @Test func `sends each alignment to its part, on both sides of the threshold`() throws {
    var ordinary = Probe()
    ordinary.maximumAlignment = 16
    let strict = Probe()
    let memory = ordinary.segregated(upToAlignment: 16, otherwise: strict)
    var blocks = try unsafe [1, 8, 16, 32, 4096].map { unsafe try memory.allocate(byteCount: 100, alignment: $0) }
    #expect(ordinary.state.live.count == 3 && strict.state.live.count == 2)
    while let block = unsafe blocks.popLast() {
      #expect(unsafe memory.owns(block))
      unsafe memory.deallocate(block)
    }
    #expect(ordinary.isClean && strict.isClean)
  }

  @Test func `an alignment that its part refuses is not passed to the other`() {
    var strict = Probe()
    strict.maximumAlignment = 64
    let memory = Probe().segregated(upToAlignment: 16, otherwise: strict)
    #expect(memory.supports(byteCount: 1, alignment: 64) && !memory.supports(byteCount: 1, alignment: 128))
    #expect(throws: AllocationError.unsupportedAlignment) {
      _ = try unsafe memory.allocate(byteCount: 8, alignment: 128)
    }
  }

  @Test func `zeroes, resizes and reallocates within the part`() throws {
    let ordinary = Probe(quantum: 64)
    let strict = Probe(quantum: 64)
    let memory = ordinary.segregated(upToAlignment: 16, otherwise: strict)
    for alignment in [16, 32] {
      var block = try unsafe memory.allocateZeroed(byteCount: 40, alignment: alignment)
      #expect(unsafe block.bytes.allSatisfy { $0 == 0 })
      #expect(unsafe memory.resize(&block, byteCount: 64) && !memory.resize(&block, byteCount: 65))
      try unsafe memory.reallocate(&block, byteCount: 500)
      #expect(unsafe block.byteCount == 500 && block.alignment == alignment && block.bytes[39] == 0)
      #expect(memory.goodByteCount(for: 65, alignment: alignment) == 128)
      unsafe memory.deallocate(block)
    }
    #expect(ordinary.isClean && strict.isClean && ordinary.state.frees > 0 && strict.state.frees > 0)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `keeps contents, sizes and alignments in a random walk`(seed: UInt64) {
    let ordinary = Probe()
    let strict = Probe(quantum: 32)
    randomWalk(ordinary.segregated(upToAlignment: 8, otherwise: strict), seed: seed)
    #expect(ordinary.isClean && strict.isClean && strict.state.frees > 0)
  }

  @Test func `explains both parts`() {
    let text = String(
      describing: SystemAllocator().segregated(upToAlignment: 16, otherwise: NullAllocator()).explain())
    #expect(text.hasPrefix("AlignmentSegregatedAllocator(up to alignment: 16)"))
    #expect(text.contains("├─ ordinary: SystemAllocator") && text.contains("└─ strict: NullAllocator"))
  }
}
