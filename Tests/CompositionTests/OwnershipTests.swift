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
