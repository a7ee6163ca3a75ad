import ScopedAllocator
import Testing

@Suite struct BoundedMemoryTests {
  let ledger = Ledger()
  var parent: CountingAllocator { CountingAllocator(ledger: ledger) }

  @Test func `a reset that keeps no capacity starts with the same chunk again`() throws {
    var arena = try ScopedAllocator(byteCount: 4096, growth: .doubling, parent: parent)
    var held: [Int] = []
    for _ in 0..<20 {
      do {
        let scope = arena.scope()
        for _ in 0..<6 { _ = try unsafe scope.allocate(byteCount: 1000, alignment: 8) }
      }
      held.append(ledger.liveByteCount)
      arena.reset(keepingCapacity: false)
    }
    #expect(Set(held).count == 1)
  }

  @Test func `a refused chunk is asked for at half the size`() throws {
    ledger.byteLimit = 7 << 16
    var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling, parent: parent)
    let scope = arena.scope()
    var count = 0
    while unsafe scope.allocateIfPossible(byteCount: 16, alignment: 8) != nil { count += 1 }
    #expect(count * 16 > (7 << 16) * 98 / 100)
    #expect(ledger.requests < 100)
  }

  @Test func `spare chunks are returned before a request is refused`() throws {
    ledger.byteLimit = 1 << 20
    var arena = try ScopedAllocator(byteCount: 4096, growth: .constant, parent: parent)
    do {
      let scope = arena.scope()
      while unsafe scope.allocateIfPossible(byteCount: 1000, alignment: 8) != nil {}
    }
    let scope = arena.scope()
    #expect(unsafe scope.allocateIfPossible(byteCount: 900_000, alignment: 8) != nil)
  }

  @Test func `sizes that creep up pile up no chunks`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
    var byteCount = 10_000
    while byteCount < 200_000 {
      let scope = arena.scope()
      _ = try unsafe scope.allocate(byteCount: byteCount, alignment: 8)
      byteCount += 500
    }
    #expect(ledger.liveByteCount < 3 * byteCount)
  }

  @Test func `what was needed once is returned when less is needed for long`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
    do { _ = try unsafe arena.scope().allocate(byteCount: 1 << 20, alignment: 8) }
    for _ in 0..<200 { _ = try unsafe arena.scope().allocate(byteCount: 2000, alignment: 8) }
    #expect(ledger.liveByteCount < 16_384)
    let requests = ledger.requests
    for _ in 0..<200 { _ = try unsafe arena.scope().allocate(byteCount: 2000, alignment: 8) }
    #expect(ledger.requests == requests, "what is needed is kept")
  }

  @Test func `what was needed once is returned over resets that need the first chunk only`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
    do { _ = try unsafe arena.scope().allocate(byteCount: 1 << 20, alignment: 8) }
    for _ in 0..<200 {
      do { _ = try unsafe arena.scope().allocate(byteCount: 100, alignment: 8) }
      arena.reset()
    }
    #expect(ledger.liveByteCount < 4096)
    let requests = ledger.requests
    for _ in 0..<200 { arena.reset() }
    #expect(ledger.requests == requests)
  }

  @Test func `blocks that are returned newest first leave nothing behind, however many chunks they are in`() throws {
    let arena = try ScopedAllocator(byteCount: 4096, growth: .constant, parent: parent)
    let oldest = try unsafe arena.allocate(byteCount: 100, alignment: 8)
    let used = arena.allocatedByteCount
    for (byteCount, alignment) in [(3000, 8), (104, 8), (136, 64), (5000, 8)] {
      var blocks = unsafe [Block]()
      for _ in 0..<100 { try unsafe blocks.append(arena.allocate(byteCount: byteCount, alignment: alignment)) }
      while let block = unsafe blocks.popLast() { unsafe arena.deallocate(block) }
      #expect(arena.allocatedByteCount == used, "\(byteCount) bytes, aligned to \(alignment)")
    }
    unsafe arena.deallocate(oldest)
    #expect(arena.allocatedByteCount == 0)
  }

  @Test func `a refusal leaves the capacity as it was`() throws {
    ledger.byteLimit = 18_000
    var arena = try ScopedAllocator(byteCount: 8192, growth: .constant, byteLimit: 7800, parent: parent)
    let scope = arena.scope()
    _ = try unsafe scope.allocate(byteCount: 7000, alignment: 8)
    let live = ledger.liveByteCount
    #expect(unsafe scope.allocateIfPossible(byteCount: 1000, alignment: 4096) == nil)
    #expect(ledger.liveByteCount == live)
    #expect(scope.allocatedByteCount == 7000)
  }

  @Test func `an arena with a limit takes little more than that from its parent`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, byteLimit: 20_000, parent: parent)
    for byteCount in [8, 100, 3000, 9000, 16_000] {
      let scope = arena.scope()
      while unsafe scope.allocateIfPossible(byteCount: byteCount, alignment: 8) != nil {}
    }
    #expect(ledger.liveByteCount < 20_000 + 2048)
  }

  @Test func `a reset keeps as much as it is told`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
    do {
      let scope = arena.scope()
      for _ in 0..<20 { _ = try unsafe scope.allocate(byteCount: 1000, alignment: 8) }
    }
    arena.reset(keepingUpTo: 8000)
    #expect(arena.capacity > 1024 && arena.capacity <= 8000)
    arena.reset(keepingUpTo: 0)
    #expect(arena.capacity == 1024 && ledger.live.count == 1)
  }

  @Test func `releasing returns what is kept, and says how much that was`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
    do {
      let scope = arena.scope()
      for _ in 0..<20 { _ = try unsafe scope.allocate(byteCount: 1000, alignment: 8) }
    }
    let held = ledger.liveByteCount
    let released = arena.releaseUnused()
    #expect(released > 0 && ledger.liveByteCount == held - released && ledger.live.count == 1)
    #expect(arena.releaseUnused() == 0)
  }

  @Test func `an arena finds its blocks among many chunks`() throws {
    var arena = try ScopedAllocator(byteCount: 64, growth: .constant, parent: parent)
    var blocks = unsafe [Block]()
    for number in 0..<500 {
      try unsafe blocks.append(arena.allocate(byteCount: number % 7 == 0 ? 500 : 40, alignment: 8))
    }
    for index in 0..<500 {
      let block = unsafe blocks[index]
      #expect(unsafe arena.owns(block))
      #expect(unsafe !arena.owns(Block(address: block.endAddress, byteCount: 64, alignment: 8)))
    }
    unsafe arena.unsafelyReset()
    for index in 0..<500 { #expect(unsafe !arena.owns(blocks[index])) }
  }
}
