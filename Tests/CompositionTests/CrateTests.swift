import Allocators
import Synchronization
import Testing

/// The tests that the Rust crate `allocators` has, and tests for the defects that it has.
@Suite struct CrateTests {
  private final class Journal { var entries: [Int] = [] }
  private struct Bomb: ~Copyable {
    let number: Int
    let journal: Journal
    deinit { journal.entries.append(number) }
  }
  private final class Ledger { var live = 0, requests = 0 }
  private struct Counting: Allocator {
    let ledger: Ledger
    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      ledger.live += 1
      ledger.requests += 1
      return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    func deallocate(_ block: Block) {
      ledger.live -= 1
      unsafe SystemAllocator().deallocate(block)
    }
  }

  // What the crate tests.

  @Test func `scopes nest within scopes`() throws {
    var arena = try ScopedAllocator(byteCount: 64)
    var outer = arena.scope()
    let kept = try outer.make(20)
    do {
      var middle = outer.scope()
      let second = try middle.make(20)
      let inner = middle.scope()
      let third = try inner.make(2)
      #expect(kept.value + second.value + third.value == 42)
    }
    let after = try outer.make(0)
    #expect(kept.value + after.value == 20)
    // Using the outer scope while the inner one is open does not compile: Tests/CompileFail/Scope.
  }

  @Test func `running out of memory is an error`() throws {
    var arena = try ScopedAllocator(byteCount: 16)
    let scope = arena.scope()
    let small = try scope.make(1)
    do throws(AllocationError) {
      _ = try scope.make((1, 2, 3))
      Issue.record("three words do not fit")
    } catch { #expect(error == .outOfMemory) }
    let last = try scope.make(2)
    #expect(small.value + last.value == 3)
  }

  @Test func `an allocator owns its blocks`() throws {
    let arena = try ScopedAllocator(byteCount: 64)
    let other = try ScopedAllocator(byteCount: 64)
    let block = try unsafe arena.allocate(byteCount: 8, alignment: 8)
    #expect(unsafe arena.owns(block) && !other.owns(block))
    unsafe arena.deallocate(block)
  }

  @Test func `an allocator behind a lock is shared between tasks`() async throws {
    let memory = try FreeListAllocator(blockByteCount: 64, blockCount: 100).locked().shared()
    let sum = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<50 { group.addTask { try memory.makeBox(number).consume() } }
      return try await group.reduce(0, +)
    }
    #expect(sum == 49 * 25)
  }

  @Test func `a value is taken out of its box`() throws {
    let journal = Journal()
    let bomb = try SystemAllocator().makeBox(Bomb(number: 1, journal: journal)).consume()
    #expect(journal.entries.isEmpty && bomb.number == 1)
  }

  @Test func `boxes hold values of protocols and of any type`() throws {
    let text: AllocatedBox<any CustomStringConvertible, SystemAllocator> = try SystemAllocator().makeBox(42)
    #expect(text.value.description == "42")
    switch try SystemAllocator().makeBox(42).erased().downcast(to: Int.self) {
    case .box(let box): #expect(box.value == 42)
    case .other: Issue.record("an Int is an Int")
    }
  }

  @Test func `a boxed allocator allocates`() throws {
    let boxed = try SystemAllocator().makeBox(ScopedAllocator(byteCount: 1024))
    let block = try unsafe boxed.value.allocate(byteCount: 100, alignment: 8)
    #expect(unsafe boxed.value.owns(block))
    unsafe boxed.value.deallocate(block)
    let anything = AnyAllocator(try FreeListAllocator(blockByteCount: 64, blockCount: 4))
    #expect(try anything.makeBox(7).value == 7)
  }

  @Test func `null refuses everything`() {
    #expect(throws: AllocationError.outOfMemory) { _ = try NullAllocator().makeBox(1) }
  }

  @Test func `a free list fills and refills ten times`() throws {
    let blocks = try FreeListAllocator(blockByteCount: 1024, blockCount: 64)
    for _ in 0..<10 {
      var live = unsafe [Block]()
      for _ in 0..<64 { try unsafe live.append(blocks.allocate(byteCount: 1024, alignment: 16)) }
      #expect(unsafe blocks.allocateIfPossible(byteCount: 1024, alignment: 16) == nil)
      while let block = unsafe live.popLast() { unsafe blocks.deallocate(block) }
    }
  }

  @Test func `a hundred bombs explode`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 8192)
    do {
      let scope = arena.scope()
      for number in 0..<100 { _ = try scope.ref(Bomb(number: number, journal: journal)) }
      #expect(journal.entries.isEmpty)
    }
    #expect(journal.entries == Array((0..<100).reversed()))
  }

  // What the crate gets wrong.

  @Test func `an error leaves no scope open`() throws {
    var arena = try ScopedAllocator(byteCount: 64)
    for _ in 0..<3 {
      #expect(throws: AllocationError.outOfMemory) {
        try arena.withScope { scope in
          _ = try scope.make(1)
          throw AllocationError.outOfMemory
        }
      }
      #expect(arena.allocatedByteCount == 0)
    }
    let sum = try arena.withScope { scope in try scope.make(1).value + scope.make(2).value }
    #expect(sum == 3)
  }

  @Test func `reallocating fits to the last byte, and shrinks`() throws {
    let arena = try ScopedAllocator(byteCount: 128)
    var block = try unsafe arena.allocate(byteCount: 64, alignment: 8)
    try unsafe arena.reallocate(&block, byteCount: 128)
    #expect(throws: AllocationError.outOfMemory) { try unsafe arena.reallocate(&block, byteCount: 129) }
    #expect(unsafe block.byteCount == 128)
    try unsafe arena.reallocate(&block, byteCount: 8)
    let rest = try unsafe arena.allocate(byteCount: 120, alignment: 8)
    unsafe arena.deallocate(rest)
    unsafe arena.deallocate(block)
  }

  @Test func `reallocating to zero keeps the block`() throws {
    let blocks = try FreeListAllocator(blockByteCount: 64, blockCount: 1)
    for _ in 0..<10 {
      var block = try unsafe blocks.allocate(byteCount: 64, alignment: 8)
      try unsafe blocks.reallocate(&block, byteCount: 0)
      #expect(unsafe blocks.allocateIfPossible(byteCount: 1, alignment: 1) == nil)
      unsafe blocks.deallocate(block)
    }
  }

  @Test func `one past the end is not owned`() throws {
    let arena = try ScopedAllocator(byteCount: 64)
    let blocks = try FreeListAllocator(blockByteCount: 64, blockCount: 1)
    let first = try unsafe arena.allocate(byteCount: 64, alignment: 8)
    let second = try unsafe blocks.allocate(byteCount: 64, alignment: 8)
    for byteCount in [0, 1, 64] {
      #expect(unsafe !arena.owns(Block(address: first.endAddress, byteCount: byteCount, alignment: 1)))
      #expect(unsafe !blocks.owns(Block(address: second.endAddress + 8, byteCount: byteCount, alignment: 1)))
    }
    unsafe arena.deallocate(first)
    unsafe blocks.deallocate(second)
  }

  @Test func `every owner can be a part of a fallback`() throws {
    let memory = try ScopedAllocator(byteCount: 64)
      .fallback(to: FreeListAllocator(blockByteCount: 64, blockCount: 1).logging(to: NullLogger()))
      .fallback(to: NullAllocator().fallback(to: SystemAllocator()))
    var live = unsafe [Block]()
    for _ in 0..<4 { try unsafe live.append(memory.allocate(byteCount: 64, alignment: 8)) }
    while let block = unsafe live.popLast() { unsafe memory.deallocate(block) }
  }

  @Test func `sizes never wrap`() throws {
    let arena = try ScopedAllocator(byteCount: 64, growth: .doubling)
    let blocks = try FreeListAllocator(blockByteCount: 64, blockCount: 1)
    for byteCount in [Int.max, .max - 7, .max - 15, .max / 2 + 1] {
      #expect(unsafe arena.allocateIfPossible(byteCount: byteCount, alignment: 64) == nil)
      #expect(unsafe blocks.allocateIfPossible(byteCount: byteCount, alignment: 1) == nil)
      #expect(throws: AllocationError.outOfMemory) {
        _ = try FreeListAllocator(blockByteCount: byteCount, blockCount: 2)
      }
      #expect(throws: AllocationError.outOfMemory) {
        _ = try FreeListAllocator(blockByteCount: 64, blockCount: byteCount)
      }
    }
  }

  @Test func `a free list makes one request of its parent`() throws {
    let ledger = Ledger()
    do {
      let blocks = try FreeListAllocator(blockByteCount: 1024, blockCount: 64, parent: Counting(ledger: ledger))
      var live = unsafe [Block]()
      for _ in 0..<64 { try unsafe live.append(blocks.allocate(byteCount: 1024, alignment: 16)) }
      while let block = unsafe live.popLast() { unsafe blocks.deallocate(block) }
      #expect(ledger.requests == 1)
    }
    #expect(ledger.live == 0)
  }

  #if DEBUG || HARDENED
    @Test func `a foreign block is not ignored`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let blocks = try FreeListAllocator(blockByteCount: 64, blockCount: 1)
        unsafe blocks.deallocate(try SystemAllocator().allocate(byteCount: 64, alignment: 8))
      }
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains("FreeListAllocator") && text.contains("foreign"))
    }
  #endif
}
