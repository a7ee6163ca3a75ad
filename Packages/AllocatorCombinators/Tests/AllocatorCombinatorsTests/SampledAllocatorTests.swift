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
