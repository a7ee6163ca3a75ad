/// Sizes in whole pages: pure arithmetic, `nil` where it would exceed `Int.max`.
enum PageLayout {
  /// The bytes of the pages that a request takes. An empty request takes a page, so that its address is its own.
  static func byteCount(for byteCount: Int, page: Int) -> Int? {
    SizeArithmetic.roundedUp(max(byteCount, 1), toMultipleOf: page)
  }

  /// Where a request of whole pages lies in a range that is used up to `cursor`: offsets in bytes from its beginning.
  ///
  /// - Parameters:
  ///   - byteCount: The size, a multiple of the page's.
  ///   - alignment: The alignment of the address, a power of two.
  ///   - base: The address of the range, a multiple of the page's size.
  ///   - cursor: The first offset that is free, a multiple of the page's size.
  ///   - limit: The size of the range.
  static func placement(
    byteCount: Int, alignment: Int, base: UInt, cursor: Int, limit: Int
  ) -> Range<Int>? {
    let misalignment = Int(bitPattern: (base &+ UInt(bitPattern: cursor)) & UInt(bitPattern: alignment &- 1))
    let padding = misalignment == 0 ? 0 : alignment - misalignment
    let room = limit - cursor
    guard padding <= room, byteCount <= room - padding else { return nil }
    return cursor + padding..<cursor + padding + byteCount
  }
}
