import AllocatorCore
import Testing

#if canImport(Glibc)
  import Glibc
#endif

// Optimized code may take an allocation for granted when it sees that nobody uses the memory; behind these calls it
// does not see that.
@inline(never)
private func request(byteCount: Int, alignment: Int) throws(AllocationError) -> Block {
  try unsafe SystemAllocator().allocate(byteCount: byteCount, alignment: alignment)
}

@inline(never)
private func requestZeroed(byteCount: Int, alignment: Int) throws(AllocationError) -> Block {
  try unsafe SystemAllocator().allocateZeroed(byteCount: byteCount, alignment: alignment)
}

@Suite struct SystemAllocatorTests {
  let system = SystemAllocator()

  @Test func `takes no room`() {
    #expect(MemoryLayout<SystemAllocator>.size == 0)
  }

  @Test func `serves every alignment up to two mebibytes`() throws {
    for exponent in 0...21 {
      let alignment = 1 << exponent
      #expect(system.supports(byteCount: 1, alignment: alignment))
      for byteCount in [1, alignment - 1, alignment, alignment + 1] {
        let block = try unsafe system.allocate(byteCount: byteCount, alignment: alignment)
        unsafe #expect(UInt(bitPattern: block.address) % UInt(alignment) == 0, "alignment \(alignment)")
        unsafe #expect(block.byteCount == byteCount && block.alignment == alignment)
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0xa5)
        unsafe #expect(block.bytes.allSatisfy { $0 == 0xa5 })
        unsafe system.deallocate(block)
      }
    }
  }

  @Test func `live blocks do not overlap`() throws {
    var blocks = unsafe [Block]()
    for byteCount in 0..<200 {
      unsafe blocks.append(try system.allocate(byteCount: byteCount, alignment: 1 << (byteCount % 8)))
    }
    unsafe blocks.sort { unsafe $0.address < $1.address }
    for index in 1..<200 {
      // An empty block has an address of its own, too.
      unsafe #expect(blocks[index - 1].address + max(blocks[index - 1].byteCount, 1) <= blocks[index].address)
    }
    for index in 0..<200 { unsafe system.deallocate(blocks[index]) }
  }

  @Test(arguments: [1, 16, 64, 4096])
  func `zeroed memory is zero, also when recycled`(alignment: Int) throws {
    for byteCount in [1, 24, 100, 5000, 300_000] {
      for _ in 0..<3 {
        let block = try unsafe system.allocateZeroed(byteCount: byteCount, alignment: alignment)
        unsafe #expect(UInt(bitPattern: block.address) % UInt(alignment) == 0)
        unsafe #expect(block.bytes.allSatisfy { $0 == 0 }, "\(byteCount) bytes")
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0xff)
        unsafe system.deallocate(block)
      }
    }
  }

  @Test func `refuses sizes near the largest`() throws {
    var block = try unsafe system.allocate(byteCount: 32, alignment: 16)
    unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 7)
    let before = unsafe block
    for distance in 0..<100 {
      let byteCount = Int.max - distance
      for alignment in [1, 8, 16, 32, 4096, 2 << 20] {
        unsafe #expect((try? request(byteCount: byteCount, alignment: alignment)) == nil)
        unsafe #expect((try? requestZeroed(byteCount: byteCount, alignment: alignment)) == nil)
      }
      unsafe #expect(!system.resize(&block, byteCount: byteCount))
      unsafe #expect(!system.reallocateIfPossible(&block, byteCount: byteCount))
    }
    unsafe #expect(block == before && block.bytes.allSatisfy { $0 == 7 })
    unsafe system.deallocate(block)
  }

  @Test func `throws out of memory`() {
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe request(byteCount: .max, alignment: 8) }
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe requestZeroed(byteCount: .max, alignment: 8) }
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe system.allocate(of: Int.self, count: .max / 4) }
  }

  @Test func `a walk of reallocations keeps contents and alignment`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    for alignment in [1, 16, 32, 4096] {
      var block = try unsafe system.allocate(byteCount: 0, alignment: alignment)
      for step in 0..<200 {
        let old = unsafe block.byteCount
        let new = Int.random(in: 0...(1 << Int.random(in: 0...17, using: &generator)), using: &generator)
        let reason: Comment = "seed \(seed), alignment \(alignment), step \(step): \(old) to \(new) bytes"
        let resizes = Bool.random(using: &generator)
        let address = unsafe block.address
        if unsafe resizes && system.resize(&block, byteCount: new) {
          unsafe #expect(block.address == address, reason)
        } else {
          #expect(!(resizes && new <= old), "shrinking in place was refused; \(reason)")
          try unsafe system.reallocate(&block, byteCount: new)
        }
        unsafe #expect(block.byteCount == new && block.alignment == alignment, reason)
        unsafe #expect(UInt(bitPattern: block.address) % UInt(alignment) == 0, reason)
        #expect(
          (0..<min(old, new)).allSatisfy { unsafe block.bytes[$0] == UInt8(truncatingIfNeeded: $0 &* 31) }, reason)
        for index in 0..<new { unsafe block.bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
      }
      unsafe system.deallocate(block)
    }
  }

  @Test func `a good byte count is never less, is monotone and idempotent`() {
    for alignment in [1, 16, 64, 4096] {
      var previous = 0
      for byteCount in Array(0...5000) + SizeArithmeticTests.samples.filter({ $0 > 5000 }) {
        let good = system.goodByteCount(for: byteCount, alignment: alignment)
        #expect(good >= byteCount, "\(byteCount)")
        #expect(good >= previous, "\(byteCount)")
        #expect(system.goodByteCount(for: good, alignment: alignment) == good, "\(byteCount)")
        previous = good
      }
    }
  }

  #if canImport(Glibc)
    /// The sanitizers' heaps round nothing up.
    static let isSanitized = unsafe dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

    @Test(.disabled(if: isSanitized, "the sanitizers' heaps round nothing up"))
    func `a good byte count is what the platform sets aside`() throws {
      for byteCount in 0...3000 {
        let good = system.goodByteCount(for: byteCount, alignment: 8)
        var block = try unsafe system.allocate(byteCount: byteCount, alignment: 8)
        let address = unsafe block.address
        unsafe #expect(system.resize(&block, byteCount: good), "\(byteCount) to \(good) bytes")
        unsafe #expect(block.address == address && block.byteCount == good)
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 1)
        unsafe system.deallocate(block)
      }
    }
  #endif

  @Test func `typed memory holds its values`() throws {
    let numbers = try unsafe system.allocate(of: Double.self, count: 100)
    for index in 0..<100 { unsafe numbers.initializeElement(at: index, to: Double(index)) }
    unsafe #expect(numbers.count == 100 && numbers[99] == 99)
    unsafe system.deallocate(numbers)
    let none = try unsafe system.allocate(of: Double.self, count: 0)
    unsafe system.deallocate(none)
  }

  @Test func `senseless requests stop the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = unsafe SystemAllocator().allocateIfPossible(byteCount: -1, alignment: 8)
    }
    await #expect(processExitsWith: .failure) {
      _ = unsafe SystemAllocator().allocateZeroedIfPossible(byteCount: 8, alignment: 3)
    }
    await #expect(processExitsWith: .failure) {
      var block = try unsafe SystemAllocator().allocate(byteCount: 8, alignment: 8)
      _ = unsafe SystemAllocator().resize(&block, byteCount: -1)
    }
  }

  @Test func `is spelled as an argument`() throws {
    let box = try AllocatedBox(3, allocator: .system)
    #expect(box.value == 3 && box.allocator == SystemAllocator())
  }
}

@Suite struct SystemAllocatorResizingTests {
  /// The optimizer drops accesses behind what `malloc` was asked for, so a block must not grow beyond it.
  @Test func `what is written after growing in place is there`() throws {
    let source = Array(1...64 as ClosedRange<UInt8>)
    for old in 0..<40 {
      for new in old...64 {
        var block = try unsafe SystemAllocator().allocate(byteCount: old, alignment: 8)
        if unsafe SystemAllocator().resize(&block, byteCount: new) {
          unsafe source.withUnsafeBytes { unsafe block.address.copyMemory(from: $0.baseAddress!, byteCount: new) }
          unsafe #expect(block.bytes.elementsEqual(source[..<new]), "\(old) to \(new) bytes")
        }
        unsafe SystemAllocator().deallocate(block)
      }
    }
    #expect(grown(source) == 16)
  }

  /// The sum of two bytes of a copy into a block that grew from a constant size.
  @inline(never)
  private func grown(_ source: [UInt8]) -> Int {
    guard var block = unsafe SystemAllocator().allocateIfPossible(byteCount: 25, alignment: 8) else { return 0 }
    defer { unsafe SystemAllocator().deallocate(block) }
    unsafe block.address.storeBytes(of: 0, toByteOffset: 0, as: Int64.self)
    guard unsafe SystemAllocator().resize(&block, byteCount: 40) else { return 16 }
    unsafe source.withUnsafeBytes { unsafe block.address.copyMemory(from: $0.baseAddress!, byteCount: 40) }
    return unsafe Int(block.bytes[6]) + Int(block.bytes[8])
  }

  @Test(arguments: [64, 4096]) func `a strictly aligned block that shrinks by much moves, by little stays`(
    alignment: Int
  ) throws {
    var block = try unsafe SystemAllocator().allocate(byteCount: 1 << 20, alignment: alignment)
    let start = unsafe block.address
    unsafe block.bytes.copyBytes(from: 0..<200)
    #expect(unsafe SystemAllocator().reallocateIfPossible(&block, byteCount: 600_000))
    unsafe #expect(block.address == start && block.byteCount == 600_000)
    #expect(unsafe SystemAllocator().reallocateIfPossible(&block, byteCount: 100))
    unsafe #expect(block.address != start && block.byteCount == 100)
    unsafe #expect(UInt(bitPattern: block.address) % UInt(alignment) == 0 && block.bytes.elementsEqual(0..<100))
    unsafe SystemAllocator().deallocate(block)
  }

  @Test func `a block is worth moving when half of it and a page are saved`() {
    #expect(SizeArithmetic.isWorthMoving(from: 8192, to: 4096) && SizeArithmetic.isWorthMoving(from: 4096, to: 0))
    #expect(!SizeArithmetic.isWorthMoving(from: 8191, to: 4096) && !SizeArithmetic.isWorthMoving(from: 4095, to: 0))
    #expect(!SizeArithmetic.isWorthMoving(from: 1 << 20, to: 600_000))
    #expect(!SizeArithmetic.isWorthMoving(from: 10, to: .max))
  }
}
