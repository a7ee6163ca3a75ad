import Allocators
import Testing

@MainActor private var globalArena = try! ScopedAllocator(byteCount: 1024)

/// Where an owner can be kept: a composed one, with an arena and a pool in it.
@Suite struct OwnershipTests {
  private typealias Memory = FallbackAllocator<FreeListAllocator<SystemAllocator>, SystemAllocator>

  private static func makeMemory() throws -> Memory {
    try FreeListAllocator(blockByteCount: 64, blockCount: 4).fallback(to: SystemAllocator())
  }

  private static func use(_ arena: inout ScopedAllocator<SystemAllocator>) throws -> Int {
    let scope = arena.scope()
    return try scope.make(20).value + scope.make(22).value
  }

  private static func use(_ memory: inout Memory) throws -> Int {
    let handle = memory.borrowed()
    let boxes = (try handle.makeBox(20).consume(), try handle.makeBox(22).consume())
    return boxes.0 + boxes.1
  }

  @Test func `an arena can be a local and an inout parameter`() throws {
    var arena = try ScopedAllocator(byteCount: 1024)
    var memory = try Self.makeMemory()
    #expect(try Self.use(&arena) == 42)
    #expect(try Self.use(&memory) == 42)
  }

  @MainActor @Test func `an arena can be a global`() throws {
    do {
      let scope = globalArena.scope()
      let box = try scope.make(42)
      #expect(box.value == 42)
    }
    let remaining = globalArena.allocatedByteCount
    #expect(remaining == 0)
  }

  private static func expectWhole(_ memory: borrowing some BlockOwner & ~Copyable & ~Escapable) throws {
    var block = try unsafe memory.allocate(byteCount: 48, alignment: 8)
    #expect(unsafe memory.owns(block))
    for byteCount in [1 << 40, .max] {
      var long = unsafe block
      unsafe long.byteCount = byteCount
      #expect(unsafe !memory.owns(long))
    }
    #expect(unsafe memory.resize(&block, byteCount: 40) || block.byteCount == 48)
    unsafe memory.deallocate(block)
  }

  @Test func `owners look at where a block ends`() throws {
    for growth: GrowthPolicy in [.fixed, .constant] {
      let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 1, growth: growth)
      try Self.expectWhole(pool)
      guard growth != .fixed else { continue }
      let first = try unsafe pool.allocate(byteCount: 64, alignment: 8)
      try Self.expectWhole(pool)
      unsafe pool.deallocate(first)
    }
    try Self.expectWhole(try SharedFreeListAllocator(blockByteCount: 64, blockCount: 4))
    try Self.expectWhole(try BitmapAllocator(cellByteCount: 16, cellCount: 64))
    try Self.expectWhole(try BuddyAllocator(unitByteCount: 16, unitCount: 64))
    try Self.expectWhole(try TLSFAllocator(byteCount: 4096))
    try Self.expectWhole(try SlabAllocator(byteCount: 1 << 20, source: CommittedPages(SystemAllocator())))
    try Self.expectWhole(try ReservedRegion(byteCount: 1 << 20))
    try Self.expectWhole(try SingleUseRegion(byteCount: 1 << 20))
    try Self.expectWhole(try PackedAllocator(byteCount: 4096))
    try Self.expectWhole(try ScopedAllocator(byteCount: 4096))
    try Self.expectWhole(try GeneralAllocator())
    try Self.expectWhole(GeneralAllocator.shared)
  }

  // With its prefix, such a block would begin in the pool.
  @Test func `a pool with long prefixes does not own what lies right behind it`() throws {
    let prefix = (0, 1, 2, 3, (4, 5, 6, 7), (8, 9, 10, 11), (12, 13, 14, 15), (16, 17, 18, 19), (20, 21, 22, 23))
    for growth: GrowthPolicy in [.fixed, .constant] {
      var arena = BumpAllocator(byteCount: 16384)
      let memory = arena.borrowed()
      let pool = try FreeListAllocator(blockByteCount: 512, blockCount: 1, growth: growth, parent: memory)
      let chain = pool.affixed(prefix: prefix).fallback(to: memory)
      let own = try unsafe chain.allocate(byteCount: 64, alignment: 8)
      let further = try unsafe chain.allocate(byteCount: 64, alignment: 8)
      let behind = try unsafe memory.allocate(byteCount: 64, alignment: 8)
      #expect(unsafe chain.primary.owns(own) && chain.primary.owns(further) == (growth != .fixed))
      #expect(unsafe !chain.primary.owns(behind))
      unsafe chain.deallocate(behind)
      unsafe chain.deallocate(further)
      unsafe chain.deallocate(own)
    }
  }

  private struct Parser: ~Copyable {
    var arena: ScopedAllocator<SystemAllocator>
    var memory: Memory
    mutating func parse() throws -> Int {
      let total: Int
      do {
        let scope = arena.scope()
        total = try scope.make(21).value
      }
      return try total + memory.borrowed().makeBox(21).consume()
    }
  }

  @Test func `an arena can be a property of a noncopyable struct`() throws {
    var parser = Parser(arena: try ScopedAllocator(byteCount: 1024), memory: try Self.makeMemory())
    #expect(try parser.parse() == 42)
  }

  private actor Server {
    var arena: ScopedAllocator<SystemAllocator>
    init() throws { arena = try ScopedAllocator(byteCount: 1024) }
    func serve() async throws -> Int {
      var scope = arena.scope()
      let before = try scope.make(20)
      await Task.yield()
      let inner = scope.scope()
      let after = try inner.make(22)
      return before.value + after.value
    }
  }

  @Test func `an arena can be a property of an actor, also across suspension`() async throws {
    let answer = try await Server().serve()
    #expect(answer == 42)
  }

  private final class Game {
    var arena: ScopedAllocator<SystemAllocator>
    var memory: Memory
    init() throws {
      arena = try ScopedAllocator(byteCount: 1024)
      memory = try OwnershipTests.makeMemory()
    }
    func frame() throws -> Int {
      let first = try arena.withScope { scope in try scope.make(20).value }
      return try first + memory.withBorrowed { handle in try handle.makeBox(22).consume() }
    }
  }

  @Test func `an arena can be a property of a class, by the closure forms`() throws {
    #expect(try Game().frame() == 42)
  }

  @Test func `using a class's arena within its scope stops`() async {
    await #expect(processExitsWith: .failure) {
      let game = try Game()
      try game.arena.withScope { scope in
        _ = try scope.make(1)
        _ = try unsafe game.arena.allocate(byteCount: 8, alignment: 8)
      }
    }
  }

  @Test func `a shared handle may go anywhere`() throws {
    let shared = try ScopedAllocator(byteCount: 4096).shared()
    var boxes: [() -> Int] = []
    for number in 0..<3 {
      let box = BoxKeeper(try shared.makeBox(number))
      boxes.append { box.number }
    }
    #expect(boxes.map { $0() } == [0, 1, 2])
  }

  private final class BoxKeeper {
    private let box: AllocatedBox<Int, SharedAllocator<ScopedAllocator<SystemAllocator>>>
    init(_ box: consuming AllocatedBox<Int, SharedAllocator<ScopedAllocator<SystemAllocator>>>) { self.box = box }
    var number: Int { box.value }
  }

  @Test func `compositions nest, and explain themselves`() throws {
    let memory = try FreeListAllocator(blockByteCount: 64, blockCount: 16)
      .fallback(to: SystemAllocator())
      .segregated(upTo: 64, otherwise: ScopedAllocator(byteCount: 1 << 16).fallback(to: SystemAllocator()))
      .limited(toByteCount: 1 << 20)
      .logging(to: AllocationStatistics())
    let block = try unsafe memory.allocate(byteCount: 48, alignment: 16)
    let text = memory.explain().description
    for name in [
      "ProxyAllocator", "LimitedAllocator", "SegregatedAllocator", "FallbackAllocator", "FreeListAllocator",
      "ScopedAllocator", "SystemAllocator",
    ] { #expect(text.contains(name), "\(text)") }
    unsafe memory.deallocate(block)
  }
}
