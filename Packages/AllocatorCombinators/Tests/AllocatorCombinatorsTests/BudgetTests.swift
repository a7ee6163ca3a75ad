import AllocatorCombinators
import Testing

@Suite struct BudgetTests {
  @Test func `two allocators share a budget, and what one returns the other may use`() throws {
    let budget = Budget(byteCount: 100)
    let first = Probe().budgeted(by: budget)
    let second = SystemAllocator().budgeted(by: budget)
    let block = try unsafe first.allocate(byteCount: 60, alignment: 8)
    #expect(unsafe second.allocateIfPossible(byteCount: 41, alignment: 8) == nil)
    #expect(budget.liveByteCount == 60 && budget.remainingByteCount == 40)
    unsafe first.deallocate(block)
    let other = try unsafe second.allocate(byteCount: 100, alignment: 8)
    unsafe second.deallocate(other)
    #expect(budget.liveByteCount == 0 && budget.peakByteCount == 100)
  }

  @Test func `what the base refused was never live, so the peak does not count it`() throws {
    let all = Budget(byteCount: 1000)
    let budget = Budget(byteCount: 1000, parent: all)
    let memory = SystemAllocator().limited(toByteCount: 100).budgeted(by: budget)
    var block = try unsafe memory.allocate(byteCount: 60, alignment: 8)
    #expect(unsafe memory.allocateIfPossible(byteCount: 500, alignment: 8) == nil)
    #expect(unsafe memory.allocateZeroedIfPossible(byteCount: 400, alignment: 8) == nil)
    #expect(unsafe !memory.resize(&block, byteCount: 300) && !memory.reallocateIfPossible(&block, byteCount: 700))
    #expect(budget.peakByteCount == 60 && all.peakByteCount == 60 && budget.liveByteCount == 60)
    #expect(unsafe memory.reallocateIfPossible(&block, byteCount: 90) && budget.peakByteCount == 90)
    unsafe memory.deallocate(block)
    #expect(unsafe memory.allocateIfPossible(byteCount: 500, alignment: 8) == nil)
    #expect(budget.peakByteCount == 90 && all.peakByteCount == 90 && all.liveByteCount == 0)
  }

  @Test func `a child's use counts against its parent's, and a refusal above charges nobody`() throws {
    let all = Budget(byteCount: 100)
    let (left, right) = (Budget(byteCount: 80, parent: all), Budget(byteCount: 80, parent: all))
    let block = try unsafe SystemAllocator().budgeted(by: left).allocate(byteCount: 70, alignment: 8)
    #expect(right.remainingByteCount == 30 && right.reserve(31) == false)
    #expect(right.liveByteCount == 0 && all.liveByteCount == 70 && left.remainingByteCount == 10)
    unsafe SystemAllocator().budgeted(by: left).deallocate(block)
    #expect(all.liveByteCount == 0 && left.liveByteCount == 0)
  }

  @Test func `a limit may change while blocks live`() throws {
    let budget = Budget(byteCount: 50)
    let memory = SystemAllocator().budgeted(by: budget)
    let block = try unsafe memory.allocate(byteCount: 50, alignment: 8)
    budget.limit = 20
    #expect(budget.remainingByteCount == 0)
    #expect(unsafe memory.allocateIfPossible(byteCount: 1, alignment: 1) == nil)
    budget.limit = 60
    let more = try unsafe memory.allocate(byteCount: 10, alignment: 8)
    unsafe memory.deallocate(more)
    unsafe memory.deallocate(block)
    #expect(budget.liveByteCount == 0)
  }

  @Test func `before a budget refuses it asks for room, and the request is tried again`() throws {
    let budget = Budget(byteCount: 100)
    let memory = Probe().budgeted(by: budget)
    var cache = try (0..<5).map { _ in try unsafe UInt(bitPattern: memory.allocate(byteCount: 20, alignment: 8).address)
    }
    var missing: [Int] = []
    budget.whenShort = {
      missing.append($0)
      guard let address = cache.popLast() else { return false }
      unsafe memory.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: 20, alignment: 8))
      return true
    }
    let block = try unsafe memory.allocate(byteCount: 50, alignment: 8)
    #expect(missing == [50, 30, 10] && budget.liveByteCount == 90)
    #expect(unsafe memory.allocateIfPossible(byteCount: 90, alignment: 8) == nil)
    #expect(missing == [50, 30, 10, 80, 60, 40] && budget.liveByteCount == 50)
    unsafe memory.deallocate(block)
    #expect(memory._base.isClean && budget.liveByteCount == 0)
    budget.whenShort = nil
  }

  @Test func `a base that refuses is not charged for, nor is a resize that fails`() throws {
    let budget = Budget(byteCount: 1000)
    let probe = Probe(largest: 64, quantum: 16)
    let memory = probe.budgeted(by: budget)
    #expect(unsafe memory.allocateIfPossible(byteCount: 65, alignment: 8) == nil && budget.liveByteCount == 0)
    var block = try unsafe memory.allocateZeroed(byteCount: 20, alignment: 8)
    #expect(unsafe !memory.resize(&block, byteCount: 60) && budget.liveByteCount == 20)
    #expect(unsafe memory.resize(&block, byteCount: 30) && budget.liveByteCount == 30)
    #expect(unsafe memory.reallocateIfPossible(&block, byteCount: 10) && budget.liveByteCount == 10)
    budget.limit = 15
    #expect(unsafe !memory.reallocateIfPossible(&block, byteCount: 16) && budget.liveByteCount == 10)
    unsafe memory.deallocate(block)
    #expect(probe.isClean && budget.liveByteCount == 0)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `keeps contents, sizes and alignments in a random walk, and the books`(seed: UInt64) {
    let budget = Budget(byteCount: 3000, parent: Budget(byteCount: 2500))
    let probe = Probe(quantum: 16)
    randomWalk(probe.budgeted(by: budget), seed: seed)
    #expect(probe.isClean && budget.liveByteCount == 0 && budget.parent?.liveByteCount == 0)
  }

  @Test func `budgets in budgets may be of any depth`() {
    let all = Budget(byteCount: 1000)
    var budget = all
    for _ in 0..<300_000 { budget = Budget(byteCount: 2000, parent: budget) }
    #expect(budget.reserve(400) && budget.remainingByteCount == 600 && budget.smallestLimit == 1000)
    budget.release(400)
    let middle = budget.parent?.parent
    budget = Budget(byteCount: 1)
    #expect(middle?.remainingByteCount == 1000 && all.liveByteCount == 0)
  }

  @Test func `misuse stops the program`() async {
    await #expect(processExitsWith: .failure) { _ = Budget(byteCount: -1) }
    await #expect(processExitsWith: .failure) { Budget(byteCount: 1).limit = -1 }
    await #expect(processExitsWith: .failure) { Budget(byteCount: 1).release(1) }
    await #expect(processExitsWith: .failure) { Budget(byteCount: 1).release(-1) }
    await #expect(processExitsWith: .failure) { _ = Budget(byteCount: 1).reserve(-1) }
  }

  @Test func `explains its budget`() {
    let text = SystemAllocator().budgeted(by: Budget(byteCount: 10)).explain().description
    #expect(text.hasPrefix("BudgetedAllocator(by: 10 bytes)") && text.contains("live bytes 0, remaining bytes 10"))
    #expect("\(Budget(byteCount: 10))" == "0 of 10 bytes")
  }
}
