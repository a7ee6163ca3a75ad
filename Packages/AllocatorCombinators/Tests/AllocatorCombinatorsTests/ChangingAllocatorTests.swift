import AllocatorCombinators
import Testing

@Suite struct AlignedAllocatorTests {
  @Test func `every block is aligned to the floor, and the base gets it back so`() throws {
    let probe = Probe(quantum: 16)
    let memory = probe.aligned(toAtLeast: 64)
    for alignment in [1, 16, 64, 128] {
      var block = try unsafe memory.allocate(byteCount: 40, alignment: alignment)
      unsafe #expect(UInt(bitPattern: block.address) % UInt(max(alignment, 64)) == 0 && block.alignment == alignment)
      #expect(unsafe memory.resize(&block, byteCount: 48) && memory.owns(block))
      unsafe memory.deallocate(block)
    }
    randomWalk(memory, seed: 3)
    #expect(probe.isClean)
    #expect(!Probe(maximumAlignment: 32).aligned(toAtLeast: 64).supports(byteCount: 1, alignment: 1))
    #expect(memory.explain().description.hasPrefix("AlignedAllocator(to at least: 64)"))
  }

  @Test func `a floor that is no alignment stops the program`() async {
    await #expect(processExitsWith: .failure) { _ = SystemAllocator().aligned(toAtLeast: 48) }
  }
}

@Suite struct OveralignedAllocatorTests {
  @Test(arguments: [8, 16, 64]) func `a base of ordinary alignments serves every alignment`(ordinary: Int) throws {
    let probe = Probe(maximumAlignment: ordinary, quantum: 8)
    let memory = probe.overaligned(beyond: ordinary)
    for exponent in 0...16 {
      for byteCount in [0, 1, 24, 1000] {
        let alignment = 1 << exponent
        #expect(memory.supports(byteCount: byteCount, alignment: alignment))
        var block = try unsafe memory.allocateZeroed(byteCount: byteCount, alignment: alignment)
        unsafe #expect(UInt(bitPattern: block.address) % UInt(alignment) == 0 && block.bytes.allSatisfy { $0 == 0 })
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0xff)
        #expect(unsafe memory.reallocateIfPossible(&block, byteCount: byteCount + 100))
        unsafe #expect(UInt(bitPattern: block.address) % UInt(alignment) == 0)
        unsafe #expect(block.bytes[..<byteCount].allSatisfy { $0 == 0xff })
        unsafe memory.deallocate(block)
      }
    }
    randomWalk(memory, seed: 11)
    #expect(probe.isClean)
  }

  @Test func `sizes near the largest are refused`() {
    let memory = SystemAllocator().overaligned(beyond: 16)
    for distance in 0..<100 {
      #expect(unsafe memory.allocateIfPossible(byteCount: .max - distance, alignment: 4096) == nil)
    }
    #expect(memory.goodByteCount(for: .max, alignment: 4096) == .max)
  }

  @Test func `an alignment that is no power of two or less than a word's stops the program`() async {
    await #expect(processExitsWith: .failure) { _ = SystemAllocator().overaligned(beyond: 24) }
    await #expect(processExitsWith: .failure) { _ = SystemAllocator().overaligned(beyond: 4) }
  }
}

@Suite struct ZeroingAllocatorTests {
  @Test func `bytes are zero when allocated, also those that a block grows by`() throws {
    let probe = Probe(quantum: 64)
    let memory = probe.zeroing(.whenAllocated)
    for _ in 0..<3 {
      var block = try unsafe memory.allocate(byteCount: 30, alignment: 8)
      unsafe #expect(block.bytes.allSatisfy { $0 == 0 })
      unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0xff)
      #expect(unsafe memory.resize(&block, byteCount: 10) && memory.resize(&block, byteCount: 64))
      unsafe #expect(block.bytes[10...].allSatisfy { $0 == 0 } && block.bytes[..<10].allSatisfy { $0 == 0xff })
      #expect(unsafe memory.reallocateIfPossible(&block, byteCount: 500))
      unsafe #expect(block.bytes[64...].allSatisfy { $0 == 0 })
      unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0xff)
      unsafe memory.deallocate(block)
    }
    #expect(probe.isClean)
  }

  /// Memory that stays readable after its blocks were returned: one block at a time, at the start of a buffer.
  @safe private struct Glass: Allocator {
    let bytes: UnsafeMutableRawBufferPointer
    var resizes = true
    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe byteCount > bytes.count
        ? nil : Block(address: bytes.baseAddress!, byteCount: byteCount, alignment: alignment)
    }
    func deallocate(_ block: Block) {}
    func resize(_ block: inout Block, byteCount: Int) -> Bool {
      guard resizes else { return unsafe byteCount == block.byteCount }
      unsafe block.byteCount = byteCount
      return true
    }
  }

  @Test func `bytes are wiped when returned, also those that a block shrinks by`() throws {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 16)
    defer { unsafe bytes.deallocate() }
    let memory = unsafe Glass(bytes: bytes).zeroing(.whenDeallocated)
    var block = try unsafe memory.allocate(byteCount: 80, alignment: 8)
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 7)
    #expect(unsafe memory.resize(&block, byteCount: 50))
    unsafe #expect(bytes[..<50].allSatisfy { $0 == 7 } && bytes[50..<80].allSatisfy { $0 == 0 })
    unsafe #expect(bytes[80...].allSatisfy { $0 == 7 })
    unsafe memory.deallocate(block)
    unsafe #expect(bytes[..<80].allSatisfy { $0 == 0 })
  }

  @Test func `a refusal to shrink changes nothing`() throws {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 5000, alignment: 16)
    defer { unsafe bytes.deallocate() }
    let memory = unsafe Glass(bytes: bytes, resizes: false).zeroing(.whenDeallocated)
    var block = try unsafe memory.allocate(byteCount: 5000, alignment: 8)
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 7)
    #expect(unsafe !memory.resize(&block, byteCount: 50))
    unsafe #expect(bytes.allSatisfy { $0 == 7 })
    unsafe memory.deallocate(block)
  }

  @Test(arguments: [ZeroingTime.whenAllocated, .whenDeallocated, [.whenAllocated, .whenDeallocated], []])
  func `keeps contents in a random walk`(time: ZeroingTime) {
    let probe = Probe(quantum: 16)
    randomWalk(probe.zeroing(time), seed: 5)
    #expect(probe.isClean)
    #expect(
      SystemAllocator().zeroing([.whenAllocated, .whenDeallocated]).explain().description.hasPrefix(
        "ZeroingAllocator(when: allocated and deallocated)"))
  }
}

@Suite struct AffixAllocatorTests {
  @Test(arguments: [1, 8, 64, 4096]) func `the values are reached from the block and move with it`(
    alignment: Int
  ) throws {
    let probe = Probe(quantum: 16)
    let memory = probe.affixed(prefix: (site: 7 as UInt16, count: 1), suffix: 0xAB as UInt32)
    var block = try unsafe memory.allocate(byteCount: 13, alignment: alignment)
    unsafe #expect(UInt(bitPattern: block.address) % UInt(alignment) == 0 && memory.owns(block))
    #expect(unsafe memory.withPrefix(of: block) { $0 } == (7, 1) && memory.withSuffix(of: block) { $0 } == 0xAB)
    unsafe memory.withPrefix(of: block) { $0.count = 99 }
    unsafe memory.withSuffix(of: block) { $0 = 0xCD }
    unsafe block.bytes.copyBytes(from: 0..<13)
    for byteCount in [14, 500, 501, 20, 0, 13] {
      #expect(unsafe memory.reallocateIfPossible(&block, byteCount: byteCount))
      #expect(unsafe memory.withPrefix(of: block) { $0 } == (7, 99) && memory.withSuffix(of: block) { $0 } == 0xCD)
    }
    unsafe memory.deallocate(block)
    randomWalk(memory, seed: 4)
    #expect(probe.isClean)
  }

  @Test func `the values are destroyed with their block, and as often as they were made`() throws {
    final class Token {}
    let token = Token()
    let memory = SystemAllocator().affixed(prefix: token, suffix: [token])
    var block = try unsafe memory.allocate(byteCount: 10, alignment: 1)
    var other: Token? = Token()
    weak let watched = other
    unsafe memory.withPrefix(of: block) { $0 = other! }
    other = nil
    #expect(unsafe memory.reallocateIfPossible(&block, byteCount: 10_000) && watched != nil)
    unsafe memory.deallocate(block)
    #expect(watched == nil)
  }

  @Test func `a refusal of the base leaves the values as they were`() throws {
    let probe = Probe(largest: 100)
    let memory = probe.affixed(prefix: 5, suffix: "text")
    var block = try unsafe memory.allocate(byteCount: 10, alignment: 8)
    #expect(unsafe !memory.reallocateIfPossible(&block, byteCount: 500))
    #expect(unsafe memory.withPrefix(of: block) { $0 } == 5 && memory.withSuffix(of: block) { $0 } == "text")
    unsafe memory.deallocate(block)
    #expect(probe.isClean)
  }

  @Test func `sizes that have no room for their affixes are refused`() {
    let memory = SystemAllocator().affixed(prefix: 1, suffix: 2)
    for distance in 0..<64 {
      for alignment in [1, 8, 4096, 1 << 62] {
        #expect(unsafe memory.allocateIfPossible(byteCount: .max - distance, alignment: alignment) == nil)
      }
      #expect(memory.goodByteCount(for: .max - distance, alignment: 8) >= .max - distance)
    }
  }

  @Test func `nothing before and behind costs nothing`() throws {
    let probe = Probe()
    let memory = probe.affixed(prefix: (), suffix: ())
    let block = try unsafe memory.allocate(byteCount: 10, alignment: 1)
    #expect(probe.liveByteCount == 10)
    unsafe memory.deallocate(block)
    checkGoodByteCounts(SystemAllocator().affixed(prefix: 1 as UInt8, suffix: 2 as UInt64), upTo: 300)
    #expect(
      SystemAllocator().affixed(prefix: 1).explain().description.hasPrefix("AffixAllocator(prefix: Int, suffix: ()"))
  }
}
