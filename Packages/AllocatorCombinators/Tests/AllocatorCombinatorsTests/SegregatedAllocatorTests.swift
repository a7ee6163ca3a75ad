import AllocatorCombinators
import Testing

@Suite struct SegregatedAllocatorTests {
  @Test func `sends each size to its part, on both sides of the threshold`() throws {
    let small = Probe()
    let large = Probe()
    let memory = small.segregated(upTo: 64, otherwise: large)
    let sizes = [0, 1, 63, 64, 65, 1000]
    var blocks = try unsafe sizes.map { unsafe try memory.allocate(byteCount: $0, alignment: 8) }
    #expect(small.state.live.count == 4 && large.state.live.count == 2)
    while let block = unsafe blocks.popLast() {
      #expect(unsafe memory.owns(block))
      unsafe memory.deallocate(block)
    }
    #expect(small.isClean && large.isClean)
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe memory.allocate(byteCount: .max, alignment: 8) }
  }

  @Test func `never resizes a block across the threshold where it stands`() throws {
    let small = Probe(quantum: 128)
    let large = Probe(quantum: 128)
    let memory = small.segregated(upTo: 64, otherwise: large)
    var block = try unsafe memory.allocate(byteCount: 60, alignment: 8)
    #expect(unsafe memory.resize(&block, byteCount: 64) && !memory.resize(&block, byteCount: 65))
    unsafe memory.deallocate(block)
    unsafe block = try memory.allocate(byteCount: 70, alignment: 8)
    #expect(unsafe memory.resize(&block, byteCount: 65) && !memory.resize(&block, byteCount: 64))
    unsafe memory.deallocate(block)
    #expect(small.isClean && large.isClean)
  }

  @Test func `moves a block to the other part when it crosses the threshold`() throws {
    let small = Probe(quantum: 128)
    let large = Probe()
    let memory = small.segregated(upTo: 64, otherwise: large)
    var block = try unsafe memory.allocate(byteCount: 50, alignment: 16)
    unsafe block.bytes.copyBytes(from: 0..<50)
    try unsafe memory.reallocate(&block, byteCount: 65)
    #expect(small.isClean && large.liveByteCount == 65)
    try unsafe memory.reallocate(&block, byteCount: 40)
    #expect(large.isClean && small.liveByteCount == 40)
    #expect(unsafe block.bytes.elementsEqual(0..<40))
    unsafe memory.deallocate(block)
    #expect(small.isClean)
  }

  @Test func `a block that cannot shrink into a full small part stays as it was`() throws {
    let large = Probe()
    let memory = NullAllocator().segregated(upTo: 64, otherwise: large)
    var block = try unsafe memory.allocate(byteCount: 100, alignment: 8)
    unsafe block.bytes.copyBytes(from: 0..<100)
    let before = unsafe block
    #expect(throws: AllocationError.outOfMemory) { try unsafe memory.reallocate(&block, byteCount: 10) }
    #expect(unsafe block == before && block.bytes.elementsEqual(0..<100))
    unsafe memory.deallocate(block)
    #expect(large.isClean)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `keeps contents, sizes and alignments in a random walk through three parts`(seed: UInt64) {
    let parts = [Probe(quantum: 16), Probe(capacity: 2000, resizesInPlace: false), Probe(quantum: 64)]
    let memory = parts[0].segregated(upTo: 50, otherwise: parts[1].segregated(upTo: 150, otherwise: parts[2]))
    randomWalk(memory, seed: seed, mayRefuseToShrink: true)
    for part in parts { #expect(part.isClean && part.state.frees > 0) }
  }

  @Test(arguments: 1...12 as ClosedRange<Int>)
  func `survives the failure of any one request to either part`(k: Int) {
    let small = Probe()
    let large = Probe()
    small.state.failing = [k]
    large.state.failing = [k]
    randomWalk(small.segregated(upTo: 64, otherwise: large), seed: UInt64(k), steps: 60, mayRefuseToShrink: true)
    #expect(small.isClean && large.isClean)
  }

  @Test func `good sizes stay on their side of the threshold`() {
    let memory = Probe(quantum: 48).segregated(upTo: 100, otherwise: Probe(quantum: 64))
    #expect(memory.goodByteCount(for: 97, alignment: 8) == 100)
    checkGoodByteCounts(memory, upTo: 300)
  }

  @Test func `supports what the part for the size does`() {
    let memory = Probe(maximumAlignment: 16).segregated(upTo: 64, otherwise: Probe(maximumAlignment: 256))
    #expect(memory.supports(byteCount: 64, alignment: 16) && !memory.supports(byteCount: 64, alignment: 32))
    #expect(memory.supports(byteCount: 65, alignment: 256) && !memory.supports(byteCount: 65, alignment: 512))
    #expect(memory.refusal(byteCount: 8, alignment: 64) == .unsupportedAlignment)
  }

  @Test func `stops the program at a negative threshold`() async {
    await #expect(processExitsWith: .failure) {
      _ = NullAllocator().segregated(upTo: -1, otherwise: NullAllocator())
    }
  }

  @Test func `explains its parts and its threshold`() {
    let tree = NullAllocator().segregated(upTo: 64, otherwise: SystemAllocator()).explain().description
    #expect(
      tree == """
        SegregatedAllocator(up to: 64 bytes)  [resizes in place, thread-safe, any alignment]
        ├─ small: NullAllocator  [owns, thread-safe, locates blocks, resets, any alignment]
        └─ otherwise: SystemAllocator  [resizes in place, thread-safe, any alignment]
        """)
  }
}
