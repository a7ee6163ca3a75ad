import AllocatorCombinators
import Testing

/// Which of its empty members a list keeps, seen by how many it makes.
@Suite struct AllocatorListEmptyMemberTests {
  private final class Count { var value = 0 }

  /// A piece of memory: for one block at a time, or for blocks one behind the other whose room does not come back.
  @safe
  private struct Piece: BlockOwner, ~Copyable {
    let home: Block
    let isReused: Bool
    let used = Count()

    init(_ byteCount: Int, isReused: Bool = true, _ made: Count) throws(AllocationError) {
      unsafe home = try SystemAllocator().allocate(byteCount: byteCount, alignment: 64)
      self.isReused = isReused
      made.value += 1
    }
    deinit { unsafe SystemAllocator().deallocate(home) }

    borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      let offset = (used.value + alignment - 1) & ~(alignment - 1)
      guard isReused ? used.value == 0 : true, unsafe byteCount <= home.byteCount - offset else { return nil }
      used.value = offset + byteCount
      return unsafe Block(address: home.address + offset, byteCount: byteCount, alignment: alignment)
    }
    borrowing func deallocate(_ block: Block) { if isReused { used.value = 0 } }
    borrowing func owns(_ block: Block) -> Bool {
      unsafe block.address >= home.address && block.address < home.address + home.byteCount
    }
  }

  /// Allocates and returns a block of each size, one after the other, again and again.
  private func makes(_ sizes: [Int], after first: Int, alignment: Int = 16, rounds: Int = 10_000) throws -> Int {
    let made = Count()
    let memory = AllocatorList { (byteCount) throws(AllocationError) -> Piece in
      try Piece(max(byteCount + 64, 64 << 10), made)
    }
    for size in [first] + (0..<rounds).flatMap({ _ in sizes }) {
      unsafe memory.deallocate(try memory.allocate(byteCount: size, alignment: alignment))
    }
    #expect(memory.memberCount == 1)
    return made.value
  }

  @Test(arguments: [16, 64]) func `a kept member that is too small does not make one for each request`(
    alignment: Int
  ) throws {
    #expect(try makes([100_000], after: 100, alignment: alignment) == 2)
  }

  @Test(arguments: [
    [100_000, 100], [100, 100_000], [100_000, 200_000, 100], [200_000, 100, 100_000, 1], [100, 200],
  ])
  func `sizes by turns do not make a member for each request`(sizes: [Int]) throws {
    #expect(try makes(sizes, after: 50) <= 3)
  }

  @Test(arguments: [1, 64]) func `a kept member that is used up does not make one for each request`(
    alignment: Int
  ) throws {
    let made = Count()
    let memory = AllocatorList { (byteCount) throws(AllocationError) -> Piece in
      try Piece(max(byteCount, 6400), isReused: false, made)
    }
    unsafe memory.deallocate(try memory.allocate(byteCount: 50_000, alignment: alignment))
    for _ in 0..<1000 { unsafe memory.deallocate(try memory.allocate(byteCount: 64, alignment: alignment)) }
    #expect(made.value <= 1 + 10 + 1)
  }
}
