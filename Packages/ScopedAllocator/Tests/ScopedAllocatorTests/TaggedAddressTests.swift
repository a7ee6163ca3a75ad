// Release builds cannot import what is internal; the arithmetic is the same there.
#if DEBUG
  @testable import ScopedAllocator
  import Testing

  /// Addresses with a tag in the byte at their top, as ARM's processors allow. There is no such memory where these tests
  /// run, and the arithmetic of a cursor touches none.
  @Suite struct TaggedAddressTests {
    private static let tags: [UInt] = [0x00, 0x01, 0x7F, 0x80, 0xB4, 0xFE, 0xFF]
    /// The lowest and the highest memory that a program has, and some between.
    private static let places: [UInt] = [0x1_0000, 0x7FFF_FFF8, 0xFFFF_FFF8, 0x7FFF_1234_5670, 0xFFFF_FFFF_0000]

    private static var addresses: [UInt] {
      tags.flatMap { tag in places.map { tag << UInt(UInt.bitWidth - 8) | $0 } }
    }

    @Test(arguments: addresses) func `nothing fits behind a poisoned end`(_ address: UInt) {
      let cursor = unsafe Bumping.pointer(address)
      for byteCount in [1, 7, 8, 9, 4096, 1 << 20, Int(Bumping.modest)] {
        for shift in 0..<31 {
          unsafe #expect(!Bumping.fits(byteCount: byteCount, alignment: 1 << shift, from: cursor, to: cursor))
        }
      }
    }

    @Test(arguments: addresses) func `what is left fits, and no byte more`(_ address: UInt) {
      let cursor = unsafe Bumping.pointer(address)
      for room in [8, 16, 4096, 65_536] {
        let end = unsafe cursor + room
        for byteCount in 1...32 {
          unsafe #expect(
            Bumping.fits(byteCount: byteCount, alignment: 1, from: cursor, to: end) == (byteCount <= room))
        }
        unsafe #expect(Bumping.fits(byteCount: room, alignment: 8, from: cursor, to: end))
        unsafe #expect(!Bumping.fits(byteCount: room + 1, alignment: 8, from: cursor, to: end))
        unsafe #expect(!Bumping.fits(byteCount: Int(Bumping.modest), alignment: 1, from: cursor, to: end))
        let block = unsafe Bumping.address(at: cursor, alignment: 4096)
        let padding = unsafe block - cursor
        #expect(padding >= 0 && padding < 4096)
        unsafe #expect(
          Bumping.fits(byteCount: 8, alignment: 4096, from: cursor, to: end) == (padding + 8 <= room))
      }
    }
  }
#endif
