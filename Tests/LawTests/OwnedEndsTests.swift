import Allocators
import Testing

/// A block that begins in an owner's memory and ends behind it is another's.
@Suite struct OwnedEndsTests {
  private static func expectWhole(_ memory: borrowing some BlockOwner & ~Copyable & ~Escapable) throws {
    var block = try unsafe memory.allocate(byteCount: 48, alignment: 8)
    #expect(unsafe memory.owns(block))
    for byteCount in [1 << 40, .max] {
      var long = unsafe block
      unsafe long.byteCount = byteCount
      #expect(unsafe !memory.owns(long))
    }
    #expect(unsafe memory.resize(&block, byteCount: 40) || block.byteCount == 48)
    unsafe memory.deallocate(block)
  }

  @Test func `owners look at where a block ends`() throws {
    let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 1, growth: .constant)
    let first = try unsafe pool.allocate(byteCount: 64, alignment: 8)
    try Self.expectWhole(pool)
    unsafe pool.deallocate(first)
    try Self.expectWhole(try SharedFreeListAllocator(blockByteCount: 64, blockCount: 4))
    try Self.expectWhole(try BitmapAllocator(cellByteCount: 16, cellCount: 64))
    try Self.expectWhole(try BuddyAllocator(unitByteCount: 16, unitCount: 64))
    try Self.expectWhole(try TLSFAllocator(byteCount: 4096))
    try Self.expectWhole(try SlabAllocator(byteCount: 1 << 20, source: CommittedPages(SystemAllocator())))
    try Self.expectWhole(try ReservedRegion(byteCount: 1 << 20))
    try Self.expectWhole(try SingleUseRegion(byteCount: 1 << 20))
    try Self.expectWhole(try PackedAllocator(byteCount: 4096))
    try Self.expectWhole(try ScopedAllocator(byteCount: 4096))
    try Self.expectWhole(try GeneralAllocator())
    try Self.expectWhole(GeneralAllocator.shared)
  }

  // With its prefix, such a block would begin in the pool.
  @Test func `a pool with long prefixes does not own what lies right behind it`() throws {
    let prefix = (0, 1, 2, 3, (4, 5, 6, 7), (8, 9, 10, 11), (12, 13, 14, 15), (16, 17, 18, 19), (20, 21, 22, 23))
    var arena = try ScopedAllocator(byteCount: 16384)
    let memory = arena.borrowed()
    let pool = try FreeListAllocator(blockByteCount: 512, blockCount: 1, growth: .constant, parent: memory)
    let chain = pool.affixed(prefix: prefix).fallback(to: memory)
    let own = try unsafe chain.allocate(byteCount: 64, alignment: 8)
    let further = try unsafe chain.allocate(byteCount: 64, alignment: 8)
    let behind = try unsafe memory.allocate(byteCount: 64, alignment: 8)
    #expect(unsafe chain.primary.owns(own) && chain.primary.owns(further) && !chain.primary.owns(behind))
    unsafe chain.deallocate(behind)
    unsafe chain.deallocate(further)
    unsafe chain.deallocate(own)
  }
}
