import ScopedAllocator
import Testing

@Suite struct PackedAllocatorTests {
  private typealias Packed = PackedAllocator<CountingAllocator>

  @Test(arguments: [1, 2, 4, 8, 16]) func `sizes are rounded up to the quantum, and nothing lies between blocks`(
    _ quantum: Int
  ) throws {
    var memory = try PackedAllocator(byteCount: 1000, roundingTo: quantum)
    let start = try unsafe memory.allocate(byteCount: 1, alignment: 1)
    var expected = unsafe UInt(bitPattern: start.address) + UInt(quantum)
    for byteCount in 0..<20 {
      let block = try unsafe memory.allocate(byteCount: byteCount, alignment: 1)
      unsafe #expect(UInt(bitPattern: block.address) == expected)
      expected += UInt((max(byteCount, 1) + quantum - 1) / quantum * quantum)
    }
    #expect(memory.goodByteCount(for: 17, alignment: 1) == (17 + quantum - 1) / quantum * quantum)
    unsafe memory.unsafelyReset()
    #expect(memory.allocatedByteCount == 0 && memory.capacity == 1000)
  }

  @Test func `a request of the last byte is served, one more is refused`() throws {
    let memory = try PackedAllocator(byteCount: 100)
    let block = try unsafe memory.allocate(byteCount: 100, alignment: 1)
    for byteCount in [0, 1, 100, Int.max, Int.max - 15] {
      #expect(throws: AllocationError.outOfMemory) {
        _ = try unsafe memory.allocate(byteCount: byteCount, alignment: 1)
      }
    }
    unsafe memory.deallocate(block)
    for byteCount in [101, Int.max - 15, .max] {
      #expect(throws: AllocationError.outOfMemory) {
        _ = try unsafe memory.allocate(byteCount: byteCount, alignment: 1)
      }
    }
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe memory.allocate(byteCount: 1, alignment: 1 << 62) }
    #expect(throws: AllocationError.outOfMemory) { _ = try PackedAllocator(byteCount: .max) }
  }

  @Test func `freed memory is used again when it was last, or when nothing lives`() throws {
    let memory = try PackedAllocator(byteCount: 100)
    let first = try unsafe memory.allocate(byteCount: 30, alignment: 1)
    let second = try unsafe memory.allocate(byteCount: 30, alignment: 1)
    unsafe memory.deallocate(first)
    #expect(memory.allocatedByteCount == 60)
    var third = try unsafe memory.allocate(byteCount: 10, alignment: 1)
    unsafe #expect(memory.resize(&third, byteCount: 40) && !memory.resize(&third, byteCount: 41))
    unsafe memory.deallocate(third)
    #expect(memory.allocatedByteCount == 60)
    unsafe memory.deallocate(second)
    #expect(memory.allocatedByteCount == 0)
  }

  @Test func `what alignment took comes back with the block, while older blocks live`() throws {
    let memory = try PackedAllocator(byteCount: 4096)
    let oldest = try unsafe memory.allocate(byteCount: 3, alignment: 1)
    for round in 0..<1000 {
      // As deep as a recursion, each step with a text and a value.
      var blocks: [(UInt, Int, Int)] = []
      for depth in 0..<40 {
        for (byteCount, alignment) in [(1 + depth % 7, 1), (8, 1 << (1 + (depth + round) % 5))] {
          let block = try unsafe memory.allocate(byteCount: byteCount, alignment: alignment)
          unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: UInt8(depth))
          unsafe blocks.append((UInt(bitPattern: block.address), byteCount, alignment))
        }
      }
      for (number, (address, byteCount, alignment)) in blocks.enumerated().reversed() {
        let block = unsafe Block(
          address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: byteCount, alignment: alignment)
        #expect(unsafe block.bytes.allSatisfy { $0 == UInt8(number / 2) })
        unsafe memory.deallocate(block)
      }
      #expect(memory.allocatedByteCount == 3)
    }
    unsafe memory.deallocate(oldest)
  }

  @Test func `notes of padding give way to blocks`() throws {
    let memory = try PackedAllocator(byteCount: 64)
    let first = try unsafe memory.allocate(byteCount: 1, alignment: 1)
    let second = try unsafe memory.allocate(byteCount: 8, alignment: 8)
    let used = memory.allocatedByteCount
    // The rest, to the last byte; then it is as if nobody had noted anything.
    #expect(unsafe memory.allocateIfPossible(byteCount: 65 - used, alignment: 1) == nil)
    var third = try unsafe memory.allocate(byteCount: 64 - used, alignment: 1)
    unsafe third.bytes.initializeMemory(as: UInt8.self, repeating: 7)
    #expect(unsafe memory.resize(&third, byteCount: 1) && memory.resize(&third, byteCount: 64 - used))
    #expect(unsafe third.bytes.first == 7)
    unsafe memory.deallocate(third)
    unsafe memory.deallocate(second)
    let fourth = try unsafe memory.allocate(byteCount: 8, alignment: 8)
    unsafe memory.deallocate(fourth)
    unsafe memory.deallocate(first)
    #expect(memory.allocatedByteCount == 0)
  }

  @Test func `a refused request leaves the notes of padding as they are`() throws {
    let memory = try PackedAllocator(byteCount: 64)
    let first = try unsafe memory.allocate(byteCount: 1, alignment: 1)
    let second = try unsafe memory.allocate(byteCount: 8, alignment: 16)
    #expect(unsafe memory.allocateIfPossible(byteCount: 64, alignment: 1) == nil)
    unsafe memory.deallocate(second)
    #expect(memory.allocatedByteCount == 1)
    unsafe memory.deallocate(first)
  }

  @Test func `texts take their bytes and no more`() throws {
    var memory = try PackedAllocator(byteCount: 100)
    let handle = memory.borrowed()
    let words = ["a", "few", "words"]
    var addresses: [UInt] = []
    for word in words {
      let block = try unsafe handle.allocate(byteCount: word.utf8.count, alignment: 1)
      unsafe addresses.append(UInt(bitPattern: block.address))
    }
    #expect(addresses[1] - addresses[0] == 1 && addresses[2] - addresses[1] == 3)
    for (word, address) in zip(words, addresses) {
      unsafe handle.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: word.utf8.count, alignment: 1))
    }
  }

  @Test func `its block returns to the parent wherever it was kept`() throws {
    final class Instance<Value: ~Copyable> {
      let value: Value
      init(_ value: consuming Value) { self.value = value }
    }
    let ledger = Ledger()
    func make() throws -> Packed { try Packed(byteCount: 64, parent: CountingAllocator(ledger: ledger)) }
    do {
      let local = try make()
      #expect(local.capacity == 64 && ledger.liveByteCount > 64)
    }
    #expect(ledger.liveByteCount == 0)
    var optional: Packed? = try make()
    if case .some = optional { optional = nil }
    #expect(ledger.liveByteCount == 0)
    var instance: Instance<Packed>? = Instance(try make())
    #expect(instance?.value.capacity == 64 && ledger.liveByteCount > 64)
    instance = nil
    #expect(ledger.liveByteCount == 0)
  }

  @Test func `with a parent that is trivial`() throws {
    struct TrivialParent: Allocator {
      nonisolated(unsafe) static var liveCount = 0
      func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
        unsafe Self.liveCount += 1
        return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
      }
      func deallocate(_ block: Block) {
        unsafe Self.liveCount -= 1
        unsafe SystemAllocator().deallocate(block)
      }
    }
    do {
      let memory = try PackedAllocator(byteCount: 10, parent: TrivialParent())
      #expect(memory.capacity == 10)
    }
    unsafe #expect(TrivialParent.liveCount == 0)
  }

  @Test func `another quantum stops the program with words`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try PackedAllocator(byteCount: 100, roundingTo: 3)
    }
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.contains("1, 2, 4, 8 or 16 bytes"))
  }

  #if DEBUG || HARDENED
    @Test func `a double free is named`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let memory = try PackedAllocator(byteCount: 100)
        let block = try unsafe memory.allocate(byteCount: 10, alignment: 1)
        unsafe memory.deallocate(block)
        unsafe memory.deallocate(block)
      }
      let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(output.contains("PackedAllocator was asked to deallocate 10 bytes"))
    }
  #endif
}
