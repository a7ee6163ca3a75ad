import AllocatorTesting
import Allocators
import Testing

/// The README's examples, as they stand there.
@Suite struct ReadmeTests {
  final class Counter { var value = 0 }

  struct CountingAllocator<Base: Allocator>: ForwardingAllocator {
    let _base: Base
    let live = Counter()
    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      guard let block = unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
      live.value += 1
      return unsafe block
    }
    func deallocate(_ block: Block) {
      live.value -= 1
      unsafe _base.deallocate(block)
    }
    func resize(_ block: inout Block, byteCount: Int) -> Bool { unsafe _base.resize(&block, byteCount: byteCount) }
  }

  @Test func `an allocator of one's own keeps the laws`() {
    checkAllocator(.growsInPlace) { CountingAllocator(_base: SystemAllocator()) }
  }

  @Test func `a chain and its handle do what the README says`() throws {
    let statistics = AllocationStatistics()
    var memory = try FreeListAllocator(blockByteCount: 64, blockCount: 1024)
      .fallback(to: SystemAllocator())
      .segregated(upTo: 64, otherwise: SystemAllocator())
      .logging(to: statistics)
    #expect(memory.explain().description.contains("FreeListAllocator"))
    do {
      let handle = memory.borrowed()
      let box = try handle.makeBox([1, 2, 3])
      #expect(box.value.count == 3)
      #expect(statistics.liveCount == 1)
    }
    #expect(statistics.liveCount == 0)
  }

  @_lifetime(copy scope)
  static func tokens(of text: String, in scope: borrowing Scope) throws(AllocationError) -> ScopedArray<UInt8> {
    var tokens = try scope.makeArray(of: UInt8.self, capacity: text.utf8.count)
    for byte in text.utf8 where byte != 32 { tokens.appendWithinCapacity(byte) }
    return tokens
  }

  enum Tree: BitwiseCopyable, ~Escapable {
    case leaf(Int)
    case node(left: ScopedRef<Tree>, right: ScopedRef<Tree>)
  }
  static func total(_ tree: ScopedRef<Tree>) -> Int {
    switch tree.value {
    case .leaf(let number): number
    case .node(let left, let right): total(left) + total(right)
    }
  }

  @Test func `tokens and trees are made as the README says`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let frame = arena.scope()
    let tokens = try Self.tokens(of: "a b c", in: frame)
    let one = try frame.ref(Tree.leaf(1))
    let two = try frame.ref(Tree.node(left: one, right: one))
    let (count, total) = (tokens.count, Self.total(two))
    #expect(count == 3 && total == 2)
  }

  struct Player {
    var name: String
    var score = 0
  }

  @Test func `containers do what the README says`() throws {
    let memory = SystemAllocator()
    var ages = try memory.makeDictionary(from: String.self, to: Int.self)
    try ages.updateValue(36, forKey: "Ada")
    #expect(ages["Ada"] == 36 && ages["Bob", default: 0] == 0)
    var line = try memory.makeString("\(ages.count) numbers")
    try line.append(", and more")
    #expect(line.description == "1 numbers, and more")
    var players = try memory.makeSlots(of: Player.self)
    let first = try players.insert(Player(name: "Eve"))
    players[first].score += 1
    let gone = players.removeIfPresent(first)
    #expect(gone?.score == 1 && !players.contains(first))
    var jobs = try memory.makeDeque(of: Int.self)
    try jobs.append(1)
    #expect(jobs.popFirst() == 1 && jobs.isEmpty)
  }

  @Test func `statistics behind a lock are read as the README says`() throws {
    let shared = LockedAllocator(SystemAllocator().logging(to: AllocationStatistics()))
    let block = try unsafe shared.allocate(byteCount: 8, alignment: 8)
    #expect(shared.withBase { $0.logger.liveCount } == 1)
    unsafe shared.deallocate(block)
    #expect(shared.withBase { $0.logger.liveCount } == 0)
  }

  @Test func `tasks have arenas of their own`() async throws {
    let arenas = ArenaPool(byteCount: 64 * 1024)
    let length = try await withThrowingTaskGroup(of: KeptValue<[Int]>.self) { group in
      for part in 1...4 {
        group.addTask { try arenas.withArena { lease in try lease.keep(Array(repeating: part, count: part)) } }
      }
      return try await group.reduce(0) { $0 + $1.value.count }
    }
    #expect(length == 10)
    let isShared = CurrentAllocator.with(SystemAllocator().shared()) {
      CurrentAllocator.value.explain().description.contains("SharedAllocator")
    }
    #expect(isShared)
  }
}
