import AllocatorCombinators
import Testing

@Suite struct LimitedAllocatorTests {
  @Test func `is exact to the byte`() throws {
    let base = Probe()
    let memory = base.limited(toByteCount: 100)
    let first = try unsafe memory.allocate(byteCount: 60, alignment: 8)
    #expect(throws: AllocationError.outOfMemory) { _ = try unsafe memory.allocate(byteCount: 41, alignment: 8) }
    let second = try unsafe memory.allocate(byteCount: 40, alignment: 8)
    #expect(memory.liveByteCount == 100 && memory.remainingByteCount == 0)
    #expect(unsafe memory.allocateIfPossible(byteCount: 1, alignment: 1) == nil)
    let empty = try unsafe memory.allocate(byteCount: 0, alignment: 1)
    unsafe memory.deallocate(first)
    unsafe memory.deallocate(second)
    unsafe memory.deallocate(empty)
    #expect(memory.liveByteCount == 0 && memory.remainingByteCount == 100 && base.isClean)
    #expect(unsafe memory.allocateIfPossible(byteCount: .max, alignment: 1) == nil)
  }

  @Test func `counts growth and shrinkage, and nothing when the base refuses`() throws {
    let base = Probe(largest: 90)
    let memory = base.limited(toByteCount: 100)
    var block = try unsafe memory.allocate(byteCount: 50, alignment: 8)
    try unsafe memory.reallocate(&block, byteCount: 80)
    #expect(memory.remainingByteCount == 20)
    #expect(unsafe !memory.reallocateIfPossible(&block, byteCount: 95))
    #expect(unsafe !memory.reallocateIfPossible(&block, byteCount: .max))
    #expect(memory.remainingByteCount == 20)
    #expect(unsafe memory.resize(&block, byteCount: 10) && memory.remainingByteCount == 90)
    base.state.failing = [base.state.requests + 1]
    #expect(unsafe memory.allocateIfPossible(byteCount: 5, alignment: 8) == nil)
    #expect(memory.remainingByteCount == 90)
    unsafe memory.deallocate(block)
    #expect(memory.remainingByteCount == 100 && base.isClean)
  }

  @Test func `a budget within a budget spends both`() throws {
    let memory = Probe().limited(toByteCount: 100).limited(toByteCount: 60)
    let block = try unsafe memory.allocate(byteCount: 60, alignment: 8)
    #expect(memory._base.remainingByteCount == 40 && memory.remainingByteCount == 0)
    unsafe memory.deallocate(block)
    #expect(memory._base.remainingByteCount == 100)
  }

  @Test func `the limit holds when the base calls back and more is asked for`() throws {
    let budget = Budget(byteCount: 60)
    let memory = Probe().budgeted(by: budget).limited(toByteCount: 100).shared()
    var block = try unsafe memory.allocate(byteCount: 60, alignment: 8)
    var inner: Block?
    defer { budget.whenShort = nil }  // which holds what holds the budget
    budget.whenShort = { _ in
      budget.limit = 200
      unsafe inner = memory.allocateIfPossible(byteCount: 40, alignment: 8)
      return true
    }
    let second = unsafe memory.allocateIfPossible(byteCount: 40, alignment: 8)
    #expect(unsafe second != nil && inner == nil)
    #expect(memory._base.liveByteCount == 100)
    if let second = unsafe second { unsafe memory.deallocate(second) }
    budget.limit = 60
    #expect(unsafe memory.reallocateIfPossible(&block, byteCount: 100))
    #expect(unsafe inner == nil)
    #expect(memory._base.liveByteCount == 100)
    unsafe memory.deallocate(block)
    #expect(memory._base.liveByteCount == 0)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `its count is that of a shadow, in a random walk`(seed: UInt64) {
    let base = Probe(maximumAlignment: 16, quantum: 32)
    let memory = base.limited(toByteCount: 2000)
    let refusals = randomWalk(memory, seed: seed) { _, byteCount in
      #expect(memory.liveByteCount == byteCount && memory.remainingByteCount == 2000 - byteCount)
    }
    #expect(base.isClean && refusals > 0)
  }

  @Test(arguments: 1...12 as ClosedRange<Int>)
  func `survives the failure of any one request to the base`(k: Int) {
    let base = Probe()
    base.state.failing = [k]
    let memory = base.limited(toByteCount: 1000)
    randomWalk(memory, seed: UInt64(k), steps: 60)
    #expect(base.isClean && memory.liveByteCount == 0)
  }

  @Test func `good sizes stay within the budget`() {
    checkGoodByteCounts(Probe(quantum: 64).limited(toByteCount: 100), upTo: 200)
  }

  @Test func `is an owner where its base is, and supports what its base does`() throws {
    let memory = Probe(maximumAlignment: 64).limited(toByteCount: 100).fallback(to: SystemAllocator())
    let block = try unsafe memory.allocate(byteCount: 100, alignment: 64)
    #expect(unsafe memory.primary.owns(block) && memory.primary.remainingByteCount == 0)
    let isSupported = memory.primary.supports(byteCount: 1, alignment: 128)
    #expect(!isSupported)
    unsafe memory.deallocate(block)
  }

  @Test func `stops the program when more comes back than was given, and at a negative limit`() async {
    await #expect(processExitsWith: .failure) {
      let memory = SystemAllocator().limited(toByteCount: 100)
      let foreign = try unsafe SystemAllocator().allocate(byteCount: 8, alignment: 8)
      unsafe memory.deallocate(foreign)
    }
    await #expect(processExitsWith: .failure) { _ = SystemAllocator().limited(toByteCount: -1) }
  }

  #if DEBUG || HARDENED
    @Test func `stops a debug build when it dies while bytes are live, and says how many`() async throws {
      let result = try await #require(
        processExitsWith: .failure, observing: [\.standardErrorContent],
        performing: {
          let memory = SystemAllocator().limited(toByteCount: 100)
          _ = try unsafe memory.allocate(byteCount: 30, alignment: 8)
        })
      let message = String(decoding: result.standardErrorContent, as: UTF8.self)
      #expect(message.contains("LimitedAllocator was destroyed while 30 of its bytes are live"))
      await #expect(processExitsWith: .failure) {
        let memory = NullAllocator().fallback(to: SystemAllocator().limited(toByteCount: 100)).shared()
        _ = try unsafe memory.allocate(byteCount: 1, alignment: 1)
      }
    }
  #endif

  @Test func `explains its budget`() throws {
    let memory = SystemAllocator().limited(toByteCount: 100)
    let box = unsafe memory.allocateIfPossible(byteCount: 30, alignment: 8)
    #expect(
      memory.explain().description == """
        LimitedAllocator(to: 100 bytes)  [resizes in place, any alignment]  live bytes 30, remaining bytes 70
        └─ base: SystemAllocator  [resizes in place, thread-safe, any alignment]
        """)
    if let box = unsafe box { unsafe memory.deallocate(box) }
  }
}
