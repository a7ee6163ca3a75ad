import ScopedAllocator
import Synchronization
import Testing

/// The system's memory, counted.
private struct CountingParent: Allocator, Sendable {
  private final class Count: Sendable { let bytes = Atomic(0) }
  private let count = Count()

  var heldByteCount: Int { count.bytes.load(ordering: .relaxed) }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    count.bytes.add(byteCount, ordering: .relaxed)
    return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  func deallocate(_ block: Block) {
    unsafe count.bytes.subtract(block.byteCount, ordering: .relaxed)
    unsafe SystemAllocator().deallocate(block)
  }
}

// What a pool of arenas holds, and when it returns it.
@Suite struct ArenaPoolMemoryTests {
  @Test func `arenas in which nothing is kept return to the parent`() throws {
    let parent = CountingParent()
    let arenas = ArenaPool(byteCount: 1024, parent: parent)
    func lease(_ count: Int) throws {
      guard count > 0 else { return }
      try arenas.withArena { _ in try lease(count - 1) }
    }
    try lease(10)
    let kept = try arenas.withArena { lease in try lease.keep(7) }
    let held = parent.heldByteCount
    #expect(arenas.arenaCount == 10)
    let released = arenas.releaseUnused()
    #expect(arenas.arenaCount == 1 && held - released == parent.heldByteCount && kept.value == 7)
    arenas.reset()
    #expect(arenas.releaseUnused() > 0 && arenas.arenaCount == 0)
  }

  /// Uses some memory of a lease for a while.
  private func use(_ byteCount: Int, _ lease: inout ArenaLease) throws {
    let scope = lease.scope()
    _ = try unsafe scope.allocate(byteCount: byteCount, alignment: 8)
  }

  @Test func `what one large lease took is returned over the leases that follow`() throws {
    let parent = CountingParent()
    let arenas = ArenaPool(byteCount: 1024, parent: parent)
    let small = { try arenas.withArena { lease in try use(8, &lease) } }
    try small()
    let held = parent.heldByteCount
    try arenas.withArena { lease in try use(1 << 20, &lease) }
    #expect(parent.heldByteCount > 1 << 20)
    for _ in 0..<200 { try small() }
    #expect(parent.heldByteCount == held && arenas.arenaCount == 1)
  }

  @Test func `what each lease needs is kept`() throws {
    let parent = CountingParent()
    let arenas = ArenaPool(byteCount: 1024, parent: parent)
    func large() throws {
      try arenas.withArena { lease in try use(1 << 16, &lease) }
    }
    try large()
    let held = parent.heldByteCount
    for _ in 0..<100 {
      try large()
      #expect(parent.heldByteCount == held)
    }
  }

  @Test func `arenas that nobody leases any more are destroyed, those that hold a kept value are not`() throws {
    let parent = CountingParent()
    let arenas = ArenaPool(byteCount: 1024, parent: parent)
    func nestedLeases(_ count: Int) throws -> [KeptValue<Int>] {
      guard count > 0 else { return [] }
      return try arenas.withArena { arena in
        try use(100_000, &arena)
        let others = try nestedLeases(count - 1)
        return count == 5 ? [try arena.keep(5)] : others
      }
    }
    let kept = try nestedLeases(10)
    #expect(arenas.arenaCount == 10 && parent.heldByteCount > 1_000_000)
    for _ in 0..<16 * 10 { try arenas.withArena { _ in } }
    #expect(arenas.arenaCount == 2 && parent.heldByteCount < 210_000 && kept.map(\.value) == [5])
    for _ in 0..<200 { try arenas.withArena { _ in } }
    #expect(arenas.arenaCount == 2 && parent.heldByteCount < 4096 && kept.map(\.value) == [5])
  }
}
