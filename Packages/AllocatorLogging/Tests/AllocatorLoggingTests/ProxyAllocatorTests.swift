import AllocatorLogging
import Testing

func requireSendable<Value: Sendable & ~Copyable>(_ value: borrowing Value) {}
func requireCopyable<Value>(_ value: Value) {}

@Suite struct ProxyAllocatorTests {
  @Test func `calls the logger for each of the five events`() throws {
    let base = Probe()
    let counter = EventCounter()
    let memory = base.logging(to: counter)
    var block = try unsafe memory.allocate(byteCount: 8, alignment: 8)
    #expect(counter.state.counts == [1, 0, 0, 0, 0])
    #expect(throws: AllocationError.unsupportedAlignment) {
      _ = try unsafe memory.allocate(byteCount: 8, alignment: 128)
    }
    #expect(counter.state.counts == [1, 1, 0, 0, 0])
    try unsafe memory.reallocate(&block, byteCount: 100)
    #expect(counter.state.counts == [1, 1, 0, 1, 0])
    #expect(throws: AllocationError.outOfMemory) { try unsafe memory.reallocate(&block, byteCount: 1 << 20) }
    #expect(counter.state.counts == [1, 1, 0, 1, 1])
    unsafe memory.deallocate(block)
    #expect(counter.state.counts == [1, 1, 1, 1, 1])

    unsafe block = try memory.allocateZeroed(byteCount: 8, alignment: 8)
    #expect(unsafe memory.resize(&block, byteCount: 4) && !memory.resize(&block, byteCount: 9))
    #expect(unsafe memory.allocateZeroedIfPossible(byteCount: 1 << 20, alignment: 8) == nil)
    unsafe memory.deallocate(block)
    #expect(counter.state.counts == [2, 2, 2, 2, 2])
  }

  @Test func `answers every question as its base does`() throws {
    let base = Probe()
    let memory = base.logging(to: NullLogger())
    #expect(memory.goodByteCount(for: 9, alignment: 8) == 16)
    #expect(memory.supports(byteCount: 1, alignment: 64) && !memory.supports(byteCount: 1, alignment: 128))
    let block = try unsafe memory.allocate(byteCount: 8, alignment: 8)
    #expect(unsafe memory.owns(block) && block.byteCount == 8 && block.alignment == 8)
    unsafe memory.deallocate(block)
    #expect(unsafe !memory.owns(block) && base.state.live.isEmpty)
  }

  @Test(arguments: 1...20 as ClosedRange<Int>)
  func `changes nothing about a base that fails its k-th request`(k: Int) {
    var shadows: [Shadow] = []
    for isLogged in [false, true] {
      let base = Probe()
      base.state.failing = [k]
      var last = Shadow()
      if isLogged {
        randomWalk(base.logging(to: AllocationStatistics()), seed: UInt64(k), steps: 60) { last = $0 }
      } else {
        randomWalk(base, seed: UInt64(k), steps: 60) { last = $0 }
      }
      #expect(base.state.live.isEmpty && last.liveByteCount == 0 && last.liveCount == 0)
      shadows.append(last)
    }
    #expect(shadows[0] == shadows[1])
  }

  @Test func `several loggers are told, in order`() throws {
    let first = TextLogger(to: "", prefix: "1 ")
    let second = EventCounter()
    let third = AllocationStatistics()
    let memory = Probe().logging(to: first.and(second).and(third))
    randomWalk(memory, seed: 5)
    #expect(second.state.counts.reduce(0, +) == first.output.split(separator: "\n").count)
    #expect(
      second.state.counts == [
        third.allocationCount, third.allocationFailureCount, third.deallocationCount, third.reallocationCount,
        third.reallocationFailureCount,
      ])

    let order = Counter()
    let one = FunctionLogger { _ in order.values.append(1) }
    let two = FunctionLogger { _ in order.values.append(2) }
    let block = try unsafe SystemAllocator().logging(to: one.and(two)).allocate(byteCount: 1, alignment: 1)
    unsafe SystemAllocator().deallocate(block)
    #expect(order.values == [1, 2])
  }

  @Test func `proxies of handles are handles, and Sendable where base and logger are`() throws {
    let memory = SystemAllocator().logging(to: NullLogger()).logging(to: NullLogger().and(NullLogger()))
    requireCopyable(memory)
    requireSendable(memory)
    #expect(try memory.makeBox(7).consume() == 7)
    #expect(memory.explain().capabilities.contains(.isThreadSafe))
    let statistics = AllocationStatistics()
    let box = try SystemAllocator().logging(to: statistics).makeBox(7)
    #expect(statistics.liveCount == 1 && statistics.liveByteCount >= 8)
    _ = consume box
    #expect(statistics.liveByteCount == 0)
  }

  @Test func `the deinitializers of its parts run`() {
    let ends = EndingOwner.Ends()
    do { _ = EndingOwner(ends: ends).logging(to: NullLogger()).logging(to: AllocationStatistics()).shared() }
    #expect(ends.count == 1)
    do {
      let memory = StatelessOwner().logging(to: NullLogger())
      _ = memory.supports(byteCount: 1, alignment: 1)
    }
    #expect(StatelessOwner.ends.count == 1)
    do {
      let memory = StatelessOwner().logging(to: NullLogger().and(StatelessLogger())).logging(to: StatelessLogger())
      _ = memory.supports(byteCount: 1, alignment: 1)
    }
    #expect(StatelessOwner.ends.count == 2 && StatelessLogger.ends.count == 2)
  }

  struct Holder: ~Copyable {
    var memory = StatelessBase().logging(to: AllocationStatistics())
  }
  struct StatelessBase: Allocator, ~Copyable {
    borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    borrowing func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
  }
  final class Keeper {
    var memory = StatelessBase().logging(to: AllocationStatistics())
  }
  actor Server {
    var memory = StatelessBase().logging(to: AllocationStatistics())
    func serve() throws -> Int {
      let handle = memory.borrowed()
      return try handle.makeBox(5).consume()
    }
  }

  static func use<A: Allocator & ~Copyable>(_ memory: inout A) throws -> Int {
    try memory.borrowed().makeBox(3).consume()
  }

  @Test func `owners work as locals, parameters and properties, and nonescapable handles as bases`() async throws {
    var holder = Holder()
    #expect(try Self.use(&holder.memory) == 3)
    #expect(holder.memory.logger.allocationCount == 1)
    let keeper = Keeper()
    #expect(try keeper.memory.withBorrowed { try $0.makeBox(4).consume() } == 4)
    #expect(try await Server().serve() == 5)
    let statistics = AllocationStatistics()
    do {
      let memory = holder.memory.borrowed().logging(to: statistics)
      let box = try memory.makeBox(6)
      #expect(box.value == 6 && statistics.liveCount == 1)
    }
    #expect(statistics.liveCount == 0 && holder.memory.logger.allocationCount == 2)
  }

  @Test func `explains its base, its logger and the live figures`() throws {
    let memory = SystemAllocator().logging(to: AllocationStatistics())
    let block = try unsafe memory.allocate(byteCount: 10, alignment: 8)
    #expect(
      memory.explain().description == """
        ProxyAllocator(to: AllocationStatistics)  [resizes in place, any alignment]  live blocks 1, live bytes 10, peak bytes 10, \
        allocations 1, reallocations 0, deallocations 0, failures 0
        └─ base: SystemAllocator  [resizes in place, thread-safe, any alignment]
        """)
    unsafe memory.deallocate(block)
    #expect(Probe().logging(to: TextLogger(to: "")).explain().parameters[0].value == "TextLogger")
  }
}
