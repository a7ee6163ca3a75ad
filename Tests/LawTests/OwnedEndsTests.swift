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
}
