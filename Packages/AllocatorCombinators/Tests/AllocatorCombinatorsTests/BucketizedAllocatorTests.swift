import AllocatorCombinators
import Testing

@Suite struct BucketizedAllocatorTests {
  /// One probe for each class, which refuses what is larger.
  private func probes(above floor: Int = 0, upTo byteCount: Int, step: Int) -> [Probe] {
    stride(from: floor + step, through: byteCount, by: step).map { Probe(largest: $0, quantum: step) }
  }

  private func row(
    of probes: [Probe], above floor: Int = 0, step: Int
  ) throws -> BucketizedAllocator<Probe, LinearSizeClasses> {
    try BucketizedAllocator(above: floor, upTo: floor + probes.count * step, step: step) { largest in
      probes[(largest - floor) / step - 1]
    }
  }

  @Test(arguments: [(0, 64, 16), (0, 16, 16), (1024, 4096, 512), (7, 15, 1)])
  func `every size goes to the bucket of its class, and sizes outside are refused`(
    floor: Int, byteCount: Int, step: Int
  ) throws {
    let probes = probes(above: floor, upTo: byteCount, step: step)
    let memory = try row(of: probes, above: floor, step: step)
    #expect(memory.bucketCount == (byteCount - floor) / step && memory.largestByteCount == byteCount)
    for size in 0...(byteCount + 2 * step) {
      let block = unsafe memory.allocateIfPossible(byteCount: size, alignment: 8)
      let isServed = size <= byteCount && (size > floor || floor == 0)
      #expect(unsafe (block != nil) == isServed)
      guard let block = unsafe block else { continue }
      let index = max(size - floor - 1, 0) / step
      #expect(probes[index].liveByteCount == size && probes[index].state.live.count == 1)
      #expect(unsafe memory.owns(block))
      unsafe memory.deallocate(block)
      #expect(unsafe !memory.owns(block))
    }
    #expect(unsafe memory.allocateIfPossible(byteCount: .max, alignment: 8) == nil)
    for probe in probes { #expect(probe.isClean && probe.state.frees > 0) }
  }

  @Test func `a block stays within its class and moves with its contents beyond it`() throws {
    let probes = probes(upTo: 128, step: 32)
    let memory = try row(of: probes, step: 32)
    var block = try unsafe memory.allocate(byteCount: 20, alignment: 16)
    unsafe block.bytes.copyBytes(from: 0..<20)
    #expect(unsafe memory.resize(&block, byteCount: 32) && !memory.resize(&block, byteCount: 33))
    try unsafe memory.reallocate(&block, byteCount: 128)
    #expect(probes[0].isClean && probes[3].liveByteCount == 128)
    #expect(unsafe block.bytes[..<20].elementsEqual(0..<20))
    #expect(throws: AllocationError.outOfMemory) { try unsafe memory.reallocate(&block, byteCount: 129) }
    try unsafe memory.reallocate(&block, byteCount: 40)
    #expect(unsafe probes[3].isClean && block.bytes[..<20].elementsEqual(0..<20))
    unsafe memory.deallocate(block)
    for probe in probes { #expect(probe.isClean) }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `keeps contents, sizes and alignments in a random walk`(seed: UInt64) throws {
    let probes = probes(upTo: 256, step: 32)
    let memory = try row(of: probes, step: 32)
    randomWalk(memory, seed: seed, mayRefuseToShrink: true)
    for probe in probes { #expect(probe.isClean && probe.state.frees > 0) }
  }

  @Test func `good sizes stay in their class`() throws {
    let memory = try row(of: probes(above: 64, upTo: 256, step: 64), above: 64, step: 64)
    #expect([65, 128, 129, 256, 257].map { memory.goodByteCount(for: $0, alignment: 8) } == [128, 128, 192, 256, 257])
  }

  @Test func `buckets end with their row, and those that were made when one cannot be`() throws {
    do {
      let memory = try BucketizedAllocator(upTo: 64, step: 16) { _ in Bucket() }
      #expect(memory.bucketCount == 4)
    }
    #expect(Bucket.ends.count == 4)
    #expect(throws: AllocationError.outOfMemory) {
      _ = try BucketizedAllocator(upTo: 64, step: 16) { (byteCount) throws(AllocationError) in
        guard byteCount < 48 else { throw .outOfMemory }
        return Bucket()
      }
    }
    #expect(Bucket.ends.count == 6)
  }

  /// A bucket without state whose end is counted.
  private struct Bucket: Allocator, ~Copyable {
    static let ends = Ends()

    borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? { nil }
    borrowing func deallocate(_ block: Block) {}

    deinit { Self.ends.count += 1 }
  }

  @Test func `stops the program at impossible parameters, sizes and blocks`() async {
    await #expect(processExitsWith: .failure) {
      _ = try BucketizedAllocator(upTo: 60, step: 20) { _ in NullAllocator() }
    }
    await #expect(processExitsWith: .failure) {
      _ = try BucketizedAllocator(upTo: 60, step: 16) { _ in NullAllocator() }
    }
    await #expect(processExitsWith: .failure) {
      let memory = try BucketizedAllocator(upTo: 64, step: 16) { _ in SystemAllocator() }
      _ = unsafe memory.allocateIfPossible(byteCount: -1, alignment: 8)
    }
    await #expect(processExitsWith: .failure) {
      let memory = try BucketizedAllocator(upTo: 64, step: 16) { _ in SystemAllocator() }
      let block = try unsafe SystemAllocator().allocate(byteCount: 65, alignment: 8)
      unsafe memory.deallocate(block)
    }
  }

  @Test func `explains its first and last bucket`() throws {
    let memory = try row(of: probes(upTo: 64, step: 16), step: 16)
    let text = String(describing: memory.explain())
    #expect(text.hasPrefix("BucketizedAllocator(above: 0, up to: 64, step: 16)"))
    #expect(text.contains("├─ up to 16 bytes: Probe") && text.contains("└─ up to 64 bytes: Probe"))
  }
}
