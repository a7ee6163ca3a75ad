import ScopedAllocator
import Testing

@Suite struct ScopedAllocatorTests {
  @Test func `the capacity is what was asked for, usable to the last byte`() throws {
    let arena = try ScopedAllocator(byteCount: 4096)
    #expect(arena.capacity == 4096)
    var count = 0
    while let block = unsafe arena.allocateIfPossible(byteCount: 64, alignment: 8) {
      unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0xAB)
      count += 1
    }
    #expect(count == 64)
    #expect(arena.allocatedByteCount == 4096)
    var emptied = arena
    unsafe emptied.unsafelyReset()
    #expect(emptied.allocatedByteCount == 0)
    #expect(emptied.peakByteCount == 4096)
  }

  @Test func `every alignment up to two mebibytes is kept`() throws {
    var arena = try ScopedAllocator(byteCount: 8 << 20)
    for exponent in 0...21 {
      let alignment = 1 << exponent
      let block = try unsafe arena.allocate(byteCount: 3, alignment: alignment)
      #expect(unsafe UInt(bitPattern: block.address) % UInt(alignment) == 0)
    }
    unsafe arena.unsafelyReset()
  }

  @Test func `absurd requests are refused`() throws {
    let arena = try ScopedAllocator(byteCount: 4096, growth: .doubling)
    for byteCount in [Int.max, .max - 1, .max - 7, .max - 8, .max - 4096, 1 << 62, 1 << 48] {
      #expect(unsafe arena.allocateIfPossible(byteCount: byteCount, alignment: 1) == nil)
      #expect(unsafe arena.allocateIfPossible(byteCount: byteCount, alignment: 1 << 20) == nil)
    }
    #expect(unsafe arena.allocateIfPossible(byteCount: 1, alignment: 1 << 62) == nil)
    #expect(arena.allocatedByteCount == 0)
    #expect(throws: AllocationError.outOfMemory) { _ = try ScopedAllocator(byteCount: .max) }
  }

  @Test func `the last block grows and shrinks in place`() throws {
    let arena = try ScopedAllocator(byteCount: 4096)
    var block = try unsafe arena.allocate(byteCount: 16, alignment: 16)
    let address = unsafe block.address
    for byteCount in [17, 100, 4096, 10, 0, 64] {
      #expect(unsafe arena.resize(&block, byteCount: byteCount))
      #expect(unsafe block.address == address && block.byteCount == byteCount)
    }
    #expect(unsafe !arena.resize(&block, byteCount: 4097))
    #expect(unsafe !arena.resize(&block, byteCount: .max))
    let next = try unsafe arena.allocate(byteCount: 8, alignment: 8)
    #expect(unsafe next.address == address + 64)
    #expect(unsafe !arena.resize(&block, byteCount: 65))
    #expect(unsafe arena.resize(&block, byteCount: 8))
    unsafe arena.deallocate(next)
    unsafe arena.deallocate(block)
    #expect(arena.peakByteCount == 4096)
  }

  @Test func `freeing in reverse order returns everything`() throws {
    let arena = try ScopedAllocator(byteCount: 1024)
    for _ in 0..<10_000 {
      let first = try unsafe arena.allocate(byteCount: 24, alignment: 8)
      let second = try unsafe arena.allocate(byteCount: 100, alignment: 4)
      unsafe arena.deallocate(second)
      unsafe arena.deallocate(first)
    }
    #expect(arena.allocatedByteCount == 0)
  }

  @Test func `a growing arena takes chunks by its policy, and returns them`() throws {
    let ledger = Ledger()
    do {
      var arena = try ScopedAllocator(
        byteCount: 1024, growth: .doubling, parent: CountingAllocator(ledger: ledger))
      #expect(ledger.live.count == 1)
      for _ in 0..<200 { _ = try unsafe arena.allocate(byteCount: 64, alignment: 8) }
      #expect(ledger.live.count == 4)
      #expect(arena.capacity == 1024 + 2048 + 4096 + 8192)
      #expect(arena.allocatedByteCount == 200 * 64)
      unsafe arena.unsafelyReset()
      #expect(arena.allocatedByteCount == 0 && ledger.live.count == 4)
      for _ in 0..<200 { _ = try unsafe arena.allocate(byteCount: 64, alignment: 8) }
      #expect(ledger.live.count == 4, "chunks are reused after a reset")
      #expect(arena.peakByteCount == 200 * 64)
      unsafe arena.unsafelyReset(keepingCapacity: false)
      #expect(ledger.live.count == 1 && arena.capacity == 1024)
    }
    #expect(ledger.live.isEmpty)
  }

  @Test func `an oversized request gets a chunk of its own`() throws {
    let ledger = Ledger()
    var arena = try ScopedAllocator(byteCount: 4096, growth: .doubling, parent: CountingAllocator(ledger: ledger))
    let small = try unsafe arena.allocate(byteCount: 10, alignment: 1)
    let large = try unsafe arena.allocate(byteCount: 1 << 20, alignment: 64)
    let next = try unsafe arena.allocate(byteCount: 10, alignment: 1)
    #expect(unsafe UInt(bitPattern: large.address) % 64 == 0)
    #expect(unsafe next.address == small.address + 16, "the first chunk goes on being used")
    #expect(ledger.liveByteCount < (1 << 20) + 8192)
    #expect(unsafe arena.owns(large) && arena.owns(small) && arena.owns(next))
    #expect(arena.allocatedByteCount == (1 << 20) + 32)
    unsafe arena.unsafelyReset()
    #expect(arena.allocatedByteCount == 0)
  }

  @Test(arguments: [1000, 4096, 10_000, 100_000])
  func `the byte limit is exact`(limit: Int) throws {
    var arena = try ScopedAllocator(byteCount: 512, growth: .doubling, byteLimit: limit)
    var total = 0
    while unsafe arena.allocateIfPossible(byteCount: 8, alignment: 8) != nil { total += 8 }
    #expect(total == limit / 8 * 8)
    unsafe arena.unsafelyReset()
    _ = unsafe arena.allocateIfPossible(byteCount: 8, alignment: 8)
    #expect(unsafe arena.allocateIfPossible(byteCount: limit, alignment: 8) == nil)
    unsafe arena.unsafelyReset()
    #expect(unsafe arena.allocateIfPossible(byteCount: limit / 8 * 8, alignment: 8) != nil)
    #expect(unsafe arena.allocateIfPossible(byteCount: 8, alignment: 8) == nil)
    unsafe arena.unsafelyReset()
  }

  @Test func `a refusing parent leaves the arena usable`() throws {
    for failsFrom in 1...12 {
      let ledger = Ledger()
      ledger.failsFrom = failsFrom
      guard
        var arena = try? ScopedAllocator(byteCount: 128, growth: .doubling, parent: CountingAllocator(ledger: ledger))
      else {
        #expect(failsFrom == 1 && ledger.live.isEmpty)
        continue
      }
      var count = 0
      while count < 1000, unsafe arena.allocateIfPossible(byteCount: 100, alignment: 4) != nil { count += 1 }
      #expect(arena.allocatedByteCount == count * 104)
      ledger.failsFrom = .max
      #expect(unsafe arena.allocateIfPossible(byteCount: 100, alignment: 4) != nil)
      unsafe arena.unsafelyReset(keepingCapacity: false)
    }
  }

  @Test func `owns its live blocks, and nothing else`() throws {
    var arena = try ScopedAllocator(byteCount: 256, growth: .constant)
    var blocks = unsafe [Block]()
    for _ in 0..<20 { try unsafe blocks.append(arena.allocate(byteCount: 64, alignment: 8)) }
    for index in 0..<20 { #expect(unsafe arena.owns(blocks[index])) }
    let foreign = try unsafe SystemAllocator().allocate(byteCount: 64, alignment: 8)
    #expect(unsafe !arena.owns(foreign))
    unsafe SystemAllocator().deallocate(foreign)
    let last = unsafe blocks[19]
    #expect(unsafe !arena.owns(Block(address: last.endAddress, byteCount: 64, alignment: 8)))
    #expect(unsafe !arena.owns(Block(address: last.address + 1, byteCount: 64, alignment: 1)))
    unsafe arena.unsafelyReset()
  }

  @Test func `it works over the caller's memory`() throws {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { unsafe memory.deallocate() }
    let journal = Journal()
    do {
      var arena = try unsafe ScopedAllocator(over: memory)
      #expect(arena.capacity > 3500)
      let scope = arena.scope()
      let box = try scope.make(Bomb(7, journal))
      #expect(box.value.number == 7)
      let address = unsafe box.block.address
      #expect(unsafe address >= memory.baseAddress! && address < memory.baseAddress! + 4096)
    }
    #expect(journal.entries == [7])
    let tiny = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[..<64])
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe ScopedAllocator(over: tiny) }
  }

  @Test func `allocators back allocators to any depth`() throws {
    let ledger = Ledger()
    do {
      var outer = try ScopedAllocator(byteCount: 16384, parent: CountingAllocator(ledger: ledger))
      var middle = try ScopedAllocator(byteCount: 4096, parent: outer.borrowed())
      var middleScope = middle.scope()
      var inner = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: middleScope.borrowed())
      let scope = inner.scope()
      let box = try scope.make(42)
      #expect(box.value == 42)
      _ = try scope.makeArray(of: Int.self, capacity: 200)
      #expect(ledger.live.count == 1)
    }
    #expect(ledger.live.isEmpty)
  }

  @Test func `the deinit runs from another module with a stateless parent`() throws {
    // A leak of the whole arena would show as the destructor of its scope's values never running.
    let journal = Journal()
    for number in 0..<10 {
      var arena = try ScopedAllocator(byteCount: 256)
      let scope = arena.scope()
      _ = try scope.ref(Bomb(number, journal))
    }
    #expect(journal.entries == Array(0..<10))
  }

  @Test func `explains itself`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, byteLimit: 9000)
    _ = try unsafe arena.allocate(byteCount: 100, alignment: 8)
    let text = arena.explain().description
    #expect(text.contains("ScopedAllocator(growth: doubling, limit: 9000 bytes)"))
    #expect(text.contains("capacity 1024, allocated 104, peak 104"))
    #expect(text.contains("parent: SystemAllocator"))
    unsafe arena.unsafelyReset()
  }
}
