import AllocatorCombinators
import Testing

@Suite struct FallbackAllocatorTests {
  @Test func `asks the secondary when the primary is full, and gives each block back to its part`() throws {
    let primary = Probe(capacity: 100)
    let secondary = Probe()
    let memory = primary.fallback(to: secondary)
    let first = try unsafe memory.allocate(byteCount: 80, alignment: 8)
    let second = try unsafe memory.allocate(byteCount: 80, alignment: 8)
    #expect(primary.liveByteCount == 80 && secondary.liveByteCount == 80)
    #expect(unsafe primary.owns(first) && secondary.owns(second) && memory.owns(first) && memory.owns(second))
    unsafe memory.deallocate(first)
    #expect(primary.isClean && secondary.liveByteCount == 80)
    unsafe memory.deallocate(second)
    #expect(secondary.isClean)
    #expect(unsafe !memory.owns(first) && !memory.owns(second))
  }

  @Test func `throws when both parts are out of memory`() throws {
    let memory = Probe(capacity: 10).fallback(to: Probe(capacity: 20)).fallback(to: NullAllocator())
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe memory.allocate(byteCount: 21, alignment: 1) }
    let block = try unsafe memory.allocate(byteCount: 20, alignment: 1)
    unsafe memory.deallocate(block)
  }

  @Test func `tells an unsupported alignment from a lack of room`() {
    let narrow = Probe(maximumAlignment: 16)
    let wide = Probe(maximumAlignment: 64)
    let memory = narrow.fallback(to: wide)
    #expect(
      memory.supports(byteCount: 1, alignment: 16) && memory.supports(byteCount: 1, alignment: 64)
        && !memory.supports(byteCount: 1, alignment: 128))
    #expect(wide.fallback(to: narrow).supports(byteCount: 1, alignment: 64))
    #expect(throws: AllocationError.unsupportedAlignment) {
      _ = try unsafe memory.allocate(byteCount: 8, alignment: 128)
    }
    let block = unsafe memory.allocateIfPossible(byteCount: 8, alignment: 64)
    #expect(narrow.isClean && wide.liveByteCount == 8)
    if let block = unsafe block { unsafe memory.deallocate(block) }
  }

  @Test func `reallocates across its parts, both ways, and keeps the contents and the alignment`() throws {
    let primary = Probe(largest: 32)
    let secondary = Probe()
    let memory = primary.fallback(to: secondary)
    var block = try unsafe memory.allocate(byteCount: 20, alignment: 32)
    unsafe block.bytes.copyBytes(from: 0..<20)
    try unsafe memory.reallocate(&block, byteCount: 200)
    #expect(primary.isClean && secondary.liveByteCount == 200)
    #expect(unsafe block.bytes.prefix(20).elementsEqual(0..<20))
    #expect(unsafe UInt(bitPattern: block.address) % 32 == 0 && block.alignment == 32)

    // Now the secondary can neither grow nor move the block, and the primary has room.
    secondary.state.failing = Set(1...10)
    let wide = Probe().fallback(to: secondary)
    try unsafe wide.reallocate(&block, byteCount: 400)
    #expect(secondary.isClean && wide.primary.liveByteCount == 400)
    #expect(unsafe block.bytes.prefix(20).elementsEqual(0..<20))
    unsafe wide.deallocate(block)
  }

  @Test func `a refused reallocation changes nothing`() throws {
    let primary = Probe(largest: 32)
    let secondary = Probe(largest: 32)
    let memory = primary.fallback(to: secondary)
    var block = try unsafe memory.allocate(byteCount: 20, alignment: 8)
    unsafe block.bytes.copyBytes(from: 0..<20)
    let before = unsafe block
    #expect(throws: AllocationError.outOfMemory) { try unsafe memory.reallocate(&block, byteCount: 33) }
    #expect(unsafe block == before && block.bytes.elementsEqual(0..<20))
    unsafe memory.deallocate(block)
    #expect(primary.isClean && secondary.isClean)
  }

  @Test(arguments: 1...12 as ClosedRange<Int>)
  func `survives the failure of any one request to either part`(k: Int) {
    let primary = Probe(largest: 64)
    let secondary = Probe()
    primary.state.failing = [k]
    secondary.state.failing = [k]
    randomWalk(primary.fallback(to: secondary), seed: UInt64(k), steps: 60)
    #expect(primary.isClean && secondary.isClean)
    #expect(primary.state.mistakes == [] && secondary.state.mistakes == [])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `keeps contents, sizes and alignments in a random walk`(seed: UInt64) {
    let primary = Probe(largest: 128, maximumAlignment: 16, capacity: 1000)
    let secondary = Probe(resizesInPlace: true)
    randomWalk(primary.fallback(to: secondary), seed: seed)
    #expect(primary.isClean && secondary.isClean && primary.state.frees > 0 && secondary.state.frees > 0)
  }

  @Test func `good sizes are good for whichever part serves them`() {
    checkGoodByteCounts(Probe(largest: 64, quantum: 64).fallback(to: Probe(quantum: 24)), upTo: 200)
    checkGoodByteCounts(Probe(capacity: 0, quantum: 64).fallback(to: Probe(quantum: 24)), upTo: 200)
  }

  @Test func `explains its parts`() {
    let tree = Probe().fallback(to: SystemAllocator()).explain().description
    #expect(tree.hasPrefix("FallbackAllocator  [resizes in place, any alignment]\n├─ primary: Probe"))
    #expect(tree.hasSuffix("└─ secondary: SystemAllocator  [resizes in place, thread-safe, any alignment]"))
    #expect(
      NullAllocator().fallback(to: NullAllocator()).explain().capabilities
        == [.owns, .isThreadSafe, .locatesBlocks, .resets])
  }
}
