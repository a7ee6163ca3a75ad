import FreeListAllocator
import Testing

// A pool works wherever a program may keep one.
nonisolated(unsafe) private var globalBlocks = try! FreeListAllocator(blockByteCount: 64, blockCount: 4)
nonisolated(unsafe) private var globalPool = try! Pool(of: Int.self, capacity: 4)

@Suite struct OwnerTests {
  @Test func `a local`() throws {
    var blocks = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    do {
      let handle = blocks.borrowed()
      let box = try handle.makeBox(1)
      let other = try handle.makeBox(2)
      #expect(box.value + other.value == 3)
    }
    #expect(blocks.liveBlockCount == 0)
  }

  @Test func `a global`() throws {
    do {
      let box = try unsafe globalBlocks.borrowed().makeBox(1)
      let value = try unsafe globalPool.make(2)
      #expect(box.value + value.value == 3)
    }
    let liveCount = unsafe globalBlocks.liveBlockCount + globalPool.count
    #expect(liveCount == 0)
  }

  @Test func `an inout parameter`() throws {
    func use(
      _ blocks: inout FreeListAllocator<SystemAllocator>, _ pool: inout Pool<Int, SystemAllocator>
    ) throws -> Int {
      let box = try blocks.borrowed().makeBox(1)
      let value = try pool.make(2)
      return box.value + value.value
    }
    var blocks = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    var pool = try Pool(of: Int.self, capacity: 4)
    #expect(try use(&blocks, &pool) == 3)
    #expect(blocks.liveBlockCount == 0 && pool.count == 0)
  }

  struct Holder: ~Copyable {
    var blocks = try! FreeListAllocator(blockByteCount: 64, blockCount: 4)
    let pool = try! Pool(of: Int.self, capacity: 4)
    mutating func useBlocks() throws -> Int {
      let box = try blocks.borrowed().makeBox(1)
      let other = try box.allocator.makeBox(2)
      return box.value + other.value
    }
    func usePool() throws -> Int {
      let value = try pool.make(1)
      let other = try pool.make(2)
      return value.value + other.value
    }
  }
  @Test func `a property of a noncopyable struct`() throws {
    var holder = Holder()
    #expect(try holder.useBlocks() == 3)
    #expect(try holder.usePool() == 3)
    #expect(holder.blocks.liveBlockCount == 0 && holder.pool.count == 0)
  }

  actor Keeper {
    var blocks = try! FreeListAllocator(blockByteCount: 64, blockCount: 4)
    var pool = try! Pool(of: Int.self, capacity: 4)
    func use() async throws -> Int {
      let box = try blocks.borrowed().makeBox(1)
      let value = try pool.make(2)
      return box.value + value.value
    }
    var liveCount: Int { blocks.liveBlockCount + pool.count }
  }
  @Test func `a property of an actor`() async throws {
    let keeper = Keeper()
    #expect(try await keeper.use() == 3)
    #expect(await keeper.liveCount == 0)
  }

  final class Instance {
    var blocks = try! FreeListAllocator(blockByteCount: 64, blockCount: 4)
    let pool = try! Pool(of: Int.self, capacity: 4)
    func use() throws -> Int {
      try blocks.withBorrowed { handle throws(AllocationError) in
        let box = try handle.makeBox(1)
        return try pool.withBorrowed { pool throws(AllocationError) in
          let value = try pool.make(2)
          return box.value + value.value
        }
      }
    }
  }
  @Test func `a property of a class`() throws {
    let instance = Instance()
    #expect(try instance.use() == 3)
    #expect(instance.blocks.liveBlockCount == 0 && instance.pool.count == 0)
  }

  @Test func `a shared owner, whose boxes may go anywhere`() throws {
    let ledger = Ledger()
    func make() throws -> AllocatedBox<Int, SharedAllocator<FreeListAllocator<LedgerAllocator>>> {
      let shared = try FreeListAllocator(blockByteCount: 64, blockCount: 4, parent: LedgerAllocator(ledger: ledger))
        .shared()
      return try shared.makeBox(7)
    }
    do {
      let box = try make()
      #expect(box.value == 7 && ledger.live.count == 1)
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }
}
