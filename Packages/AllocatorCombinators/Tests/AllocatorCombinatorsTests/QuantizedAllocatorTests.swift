import AllocatorCombinators
import Testing

@Suite struct QuantizedAllocatorTests {
  @Test func `asks for whole quanta, gives what was asked for, and gives whole quanta back`() throws {
    let base = Probe(resizesInPlace: false)
    let memory = base.quantized(toMultipleOf: 64)
    var block = try unsafe memory.allocate(byteCount: 65, alignment: 8)
    #expect(unsafe block.byteCount == 65 && base.liveByteCount == 128 && memory.owns(block))
    #expect(unsafe memory.resize(&block, byteCount: 128) && memory.resize(&block, byteCount: 70))
    #expect(unsafe !memory.resize(&block, byteCount: 129) && block.byteCount == 70)
    #expect(base.state.requests == 1)
    unsafe memory.deallocate(block)
    #expect(base.isClean)
  }

  @Test func `refuses sizes that cannot be rounded`() throws {
    let memory = Probe().quantized(toMultipleOf: 64)
    #expect(unsafe memory.allocateIfPossible(byteCount: .max, alignment: 1) == nil)
    #expect(unsafe memory.allocateZeroedIfPossible(byteCount: .max - 1, alignment: 1) == nil)
    var block = try unsafe memory.allocate(byteCount: 1, alignment: 1)
    #expect(unsafe !memory.reallocateIfPossible(&block, byteCount: .max))
    #expect(memory.goodByteCount(for: .max, alignment: 1) == .max)
    unsafe memory.deallocate(block)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `keeps contents, sizes and alignments in a random walk`(seed: UInt64) {
    let base = Probe(maximumAlignment: 16)
    randomWalk(base.quantized(toMultipleOf: 32), seed: seed)
    #expect(base.isClean)
  }

  @Test(arguments: 1...12 as ClosedRange<Int>)
  func `survives the failure of any one request to the base`(k: Int) {
    let base = Probe()
    base.state.failing = [k]
    randomWalk(base.quantized(toMultipleOf: 32), seed: UInt64(k), steps: 60)
    #expect(base.isClean)
  }

  @Test func `good sizes are whole quanta`() {
    checkGoodByteCounts(Probe(resizesInPlace: false).quantized(toMultipleOf: 16), upTo: 100)
  }

  @Test func `stops the program when the quantum is no power of two, or a size is negative`() async {
    await #expect(processExitsWith: .failure) { _ = NullAllocator().quantized(toMultipleOf: 48) }
    await #expect(processExitsWith: .failure) {
      _ = unsafe NullAllocator().quantized(toMultipleOf: 64).allocateIfPossible(byteCount: -1, alignment: 1)
    }
  }
}
