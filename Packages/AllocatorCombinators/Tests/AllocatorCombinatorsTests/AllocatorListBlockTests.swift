import AllocatorCombinators
import Testing

/// Which blocks lists of members with memory allocate, and what becomes of them.
@Suite struct AllocatorListBlockTests {
  /// One block of a budget.
  @safe
  private struct SingleBlock: BlockOwner, ~Copyable {
    let base: BudgetedAllocator<SystemAllocator>
    let home: Block
    let isUsed: Cell
    final class Cell { var value = false }

    init(_ byteCount: Int, _ budget: Budget) throws(AllocationError) {
      base = SystemAllocator().budgeted(by: budget)
      unsafe home = try base.allocate(byteCount: byteCount, alignment: 16)
      isUsed = Cell()
    }
    deinit { unsafe base.deallocate(home) }

    borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      guard !isUsed.value, unsafe byteCount <= home.byteCount else { return nil }
      isUsed.value = true
      return unsafe Block(address: home.address, byteCount: byteCount, alignment: alignment)
    }
    borrowing func deallocate(_ block: Block) { isUsed.value = false }
    borrowing func owns(_ block: Block) -> Bool { unsafe block.address == home.address }
  }

  @Test func `what is left in any member is found before a request is refused`() throws {
    let probes = (0..<40).map { _ in Probe(capacity: 100) }
    var made = probes.makeIterator()
    let memory = AllocatorList { (_) throws(AllocationError) -> Probe in
      guard let probe = made.next() else { throw .outOfMemory }
      return probe
    }
    var blocks: [(UInt, Int)] = []
    func allocate(_ byteCount: Int) throws {
      let block = try unsafe memory.allocate(byteCount: byteCount, alignment: 8)
      unsafe blocks.append((UInt(bitPattern: block.address), byteCount))
    }
    for _ in 0..<39 { try allocate(95) }
    try allocate(50)
    try allocate(45)
    for _ in 0..<40 { try allocate(5) }
    #expect(throws: AllocationError.outOfMemory) { try allocate(1) }
    for (address, byteCount) in blocks {
      unsafe memory.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: byteCount, alignment: 8))
    }
    #expect(probes.allSatisfy { $0.isClean })
  }

  @Test func `the empty member goes before a request is refused that it has no room for`() throws {
    let budget = Budget(byteCount: 10_000)
    let memory = AllocatorList { (byteCount) throws(AllocationError) in
      try SingleBlock(byteCount, budget)
    }
    let small = try unsafe memory.allocate(byteCount: 6000, alignment: 8)
    unsafe memory.deallocate(small)
    #expect(memory.memberCount == 1 && budget.liveByteCount == 6000)
    let large = try unsafe memory.allocate(byteCount: 9000, alignment: 8)
    #expect(memory.memberCount == 1 && budget.liveByteCount == 9000)
    unsafe memory.deallocate(large)
  }

  @Test func `a full member is not asked again until a block returns to it`() throws {
    let probes = (0..<3).map { _ in Probe(capacity: 100) }
    var made = probes.makeIterator()
    let memory = AllocatorList { (_) throws(AllocationError) -> Probe in
      guard let probe = made.next() else { throw .outOfMemory }
      return probe
    }
    let first = try unsafe memory.allocate(byteCount: 100, alignment: 8)
    let second = try unsafe memory.allocate(byteCount: 100, alignment: 8)
    let third = try unsafe memory.allocate(byteCount: 60, alignment: 8)
    let asked = probes[0].state.requests
    for _ in 0..<5 { #expect(unsafe memory.allocateIfPossible(byteCount: 100, alignment: 8) == nil) }
    #expect(probes[0].state.requests == asked)
    unsafe memory.deallocate(first)
    let again = try unsafe memory.allocate(byteCount: 90, alignment: 8)
    #expect(probes[0].liveByteCount == 90)
    unsafe memory.deallocate(second)
    unsafe memory.deallocate(third)
    unsafe memory.deallocate(again)
    #expect(probes.allSatisfy { $0.isClean })
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func `keeps contents in a random walk`(seed: UInt64) {
    var probes: [Probe] = []
    do {
      let memory = AllocatorList { _ in
        probes.append(Probe(capacity: 1000, quantum: 16))
        return probes.last!
      }
      randomWalk(memory, seed: seed)
      #expect(memory.memberCount <= 1)
      #expect(memory.explain().figures.first?.name == "members")
    }
    #expect(probes.count > 1 && probes.allSatisfy { $0.isClean })
  }

  @Test func `a foreign block stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let memory = AllocatorList { _ in NullAllocator() }
      let block = try unsafe SystemAllocator().allocate(byteCount: 8, alignment: 8)
      unsafe memory.deallocate(block)
    }
  }
}
