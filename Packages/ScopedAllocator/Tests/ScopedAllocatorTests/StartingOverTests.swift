import ScopedAllocator
import Testing

// Memory of blocks that were returned: the arena or its handle starts over when none lives any more.
@Suite struct StartingOverTests {
  let ledger = Ledger()
  var parent: CountingAllocator { CountingAllocator(ledger: ledger) }

  @Test func `an arena starts over when none of its blocks lives`() throws {
    let arena = try ScopedAllocator(byteCount: 4096, growth: .doubling, parent: parent)
    for _ in 0..<1000 {
      var blocks = unsafe [Block]()
      for number in 1...20 {
        try unsafe blocks.append(arena.allocate(byteCount: number * 10, alignment: number % 3 == 0 ? 64 : 8))
      }
      // Oldest first: none of them was allocated last.
      for index in 0..<20 { unsafe arena.deallocate(blocks[index]) }
      #expect(arena.allocatedByteCount == 0)
    }
    #expect(arena.capacity <= 3 * 4096)
  }

  @Test func `what alignment took comes back with the last block`() throws {
    let arena = try ScopedAllocator(byteCount: 4096, parent: parent)
    for _ in 0..<1000 {
      let first = try unsafe arena.allocate(byteCount: 8, alignment: 8)
      let second = try unsafe arena.allocate(byteCount: 8, alignment: 64)
      unsafe arena.deallocate(second)
      unsafe arena.deallocate(first)
    }
    #expect(arena.allocatedByteCount == 0)
  }

  @Test func `pairs above a live block use nothing up, whatever their alignment`() throws {
    let arena = try ScopedAllocator(byteCount: 1024)
    let oldest = try unsafe arena.allocate(byteCount: 8, alignment: 8)
    let used = arena.allocatedByteCount
    for round in 0..<100_000 {
      let first = try unsafe arena.allocate(byteCount: 8, alignment: 8)
      let second = try unsafe arena.allocate(byteCount: 24, alignment: 16 << (round & 3))
      unsafe arena.deallocate(second)
      unsafe arena.deallocate(first)
    }
    #expect(arena.allocatedByteCount == used)
    unsafe arena.deallocate(oldest)
    #expect(arena.allocatedByteCount == 0)
  }

  @Test(arguments: [GrowthPolicy.fixed, .constant]) func `what alignment took comes back in any depth`(
    growth: GrowthPolicy
  ) throws {
    var arena = try ScopedAllocator(byteCount: growth == .fixed ? 16_384 : 256, growth: growth, parent: parent)
    arena.withBorrowed { memory in
      let oldest = try! unsafe memory.allocate(byteCount: 8, alignment: 8)
      for round in 0..<500 {
        var blocks: [(UInt, Int, Int)] = []
        for depth in 0..<50 {
          for (byteCount, alignment) in [(1 + depth % 30, 1), (8 + depth, 1 << (3 + (depth + round) % 6))] {
            let block = try! unsafe memory.allocate(byteCount: byteCount, alignment: alignment)
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
      }
      unsafe memory.deallocate(oldest)
    }
    #expect(arena.allocatedByteCount == 0 && arena.peakByteCount < 16_384)
  }

  @Test func `padding of a handle's blocks is forgotten where its scope goes on without it`() throws {
    var arena = try ScopedAllocator(byteCount: 8192)
    var scope = arena.scope()
    for _ in 0..<10 {
      var address: UInt = 0
      do {
        let memory = scope.borrowed()
        let first = try unsafe memory.allocate(byteCount: 8, alignment: 8)
        let second = try unsafe memory.allocate(byteCount: 8, alignment: 64)
        unsafe memory.deallocate(first)
        unsafe address = UInt(bitPattern: second.address)
      }
      let own = try unsafe scope.allocate(byteCount: 8, alignment: 8)
      unsafe own.bytes.initializeMemory(as: UInt8.self, repeating: 7)
      do {
        let memory = scope.borrowed()
        let third = try unsafe memory.allocate(byteCount: 8, alignment: 64)
        unsafe third.bytes.initializeMemory(as: UInt8.self, repeating: 1)
        unsafe memory.deallocate(
          Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: 8, alignment: 64))
        unsafe memory.deallocate(third)
      }
      #expect(unsafe own.bytes.allSatisfy { $0 == 7 })
    }
  }

  @Test func `a large block that shrank and was returned leaves the others alone`() throws {
    let arena = try ScopedAllocator(byteCount: 256, growth: .constant, parent: parent)
    var large = try unsafe arena.allocate(byteCount: 4089, alignment: 1)
    #expect(unsafe arena.resize(&large, byteCount: 2041))
    unsafe arena.deallocate(large)
    let first = try unsafe arena.allocate(byteCount: 16, alignment: 8)
    let second = try unsafe arena.allocate(byteCount: 2041, alignment: 1)
    unsafe arena.deallocate(first)
    let third = try unsafe arena.allocate(byteCount: 2041, alignment: 1)
    #expect(unsafe second.address != third.address && arena.owns(second) && arena.owns(third))
    unsafe arena.deallocate(second)
    unsafe arena.deallocate(third)
    #expect(arena.allocatedByteCount == 0)
  }

  @Test func `the memory of a handle starts over when none of its blocks lives`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
    var scope = arena.scope()
    let before = try unsafe scope.make(1).block.address
    let held = ledger.liveByteCount
    do {
      let handle = scope.borrowed()
      for _ in 0..<1000 {
        let first = try unsafe handle.allocate(byteCount: 100, alignment: 8)
        let second = try unsafe handle.allocate(byteCount: 100, alignment: 8)
        unsafe handle.deallocate(first)
        unsafe handle.deallocate(second)
      }
    }
    #expect(ledger.liveByteCount == held)
    let after = try unsafe scope.make(2).block.address
    #expect(unsafe after == before + 8)
  }

  @Test(arguments: [0, 64, 256, 4096], [GrowthPolicy.doubling, .constant])
  func `an arena whose blocks come and go at random starts over`(byteCount: Int, growth: GrowthPolicy) throws {
    var random = SeededGenerator(seed: UInt64(byteCount) + 1)
    var arena = try ScopedAllocator(byteCount: byteCount, growth: growth, parent: parent)
    var mostHeld = 0
    for round in 0..<400 {
      try changeAtRandom(arena, &random)
      #expect(arena.allocatedByteCount == 0, "round \(round)")
      do {
        var scope = arena.scope()
        try nestAtRandom(&scope, depth: 3, &random)
      }
      #expect(arena.allocatedByteCount == 0, "round \(round)")
      if round < 200 { mostHeld = max(mostHeld, arena.capacity) }
    }
    #expect(arena.capacity <= 2 * mostHeld)
  }

  @Test func `an arena goes back to where it was when only an inner scope was lent`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, parent: parent)
    do {
      var outer = arena.scope()
      do {
        var inner = outer.scope()
        let handle = inner.borrowed()
        let block = try unsafe handle.allocate(byteCount: 100, alignment: 64)
        unsafe handle.deallocate(block)
      }
      try outer.attempt { inner in
        _ = try unsafe inner.allocate(byteCount: 24, alignment: 8)
        let handle = inner.borrowed()
        let block = try unsafe handle.allocate(byteCount: 100, alignment: 8)
        unsafe handle.deallocate(block)
      }
      #expect(outer.allocatedByteCount == 24)
    }
    #expect(arena.allocatedByteCount == 0)
    #expect(try unsafe arena.scope().allocate(byteCount: 1024, alignment: 1).byteCount == 1024)
  }

  /// Allocates, resizes, reallocates and deallocates; all is deallocated in the end, in any order.
  private func changeAtRandom<A: Allocator & ~Copyable & ~Escapable>(
    _ allocator: borrowing A, _ random: inout SeededGenerator
  ) throws {
    var blocks = unsafe [Block]()
    for _ in 0..<random.below(60) {
      if unsafe blocks.isEmpty || random.below(2) == 0 {
        let block = try unsafe allocator.allocate(byteCount: random.below(500), alignment: 1 << random.below(8))
        unsafe blocks.append(block)
        continue
      }
      let index = unsafe random.below(4) == 0 ? blocks.count - 1 : random.below(blocks.count)
      switch random.below(3) {
      case 0: _ = unsafe allocator.resize(&blocks[index], byteCount: random.below(700))
      case 1: try unsafe allocator.reallocate(&blocks[index], byteCount: random.below(700))
      default: unsafe allocator.deallocate(blocks.remove(at: index))
      }
    }
    while unsafe !blocks.isEmpty { unsafe allocator.deallocate(blocks.remove(at: random.below(blocks.count))) }
  }

  /// Uses a scope, handles on it, and scopes inside it that are closed or kept.
  private func nestAtRandom(_ scope: inout Scope, depth: Int, _ random: inout SeededGenerator) throws {
    for _ in 0..<random.below(8) {
      switch random.below(depth > 0 ? 5 : 2) {
      case 0: _ = try unsafe scope.allocate(byteCount: random.below(900), alignment: 1 << random.below(8))
      case 1: try changeAtRandom(scope.borrowed(), &random)
      case 2:
        var inner = scope.scope()
        try nestAtRandom(&inner, depth: depth - 1, &random)
      case 3: try scope.attempt { inner in try nestAtRandom(&inner, depth: depth - 1, &random) }
      default:
        try? scope.attempt { inner in
          try nestAtRandom(&inner, depth: depth - 1, &random)
          throw Refused()
        }
      }
    }
  }
}

/// Random numbers that are the same in every run.
struct SeededGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
