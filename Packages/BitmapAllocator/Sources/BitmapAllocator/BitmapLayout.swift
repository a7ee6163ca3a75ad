/// Where the parts of a bitmap allocator lie: pure arithmetic on sizes in bytes, `nil` where it would exceed `Int.max`.
///
///     | cells … | state, parent | free bits | first bits | sets of words by their longest run | changed groups | runs |
///
/// The cells come first, so that they start where the parent's block does, aligned as it is.
@usableFromInline
enum BitmapLayout {
  /// How many sets of words there are: by the power of two in their longest run of free cells, 1 to 64.
  @inlinable
  static var classCount: Int { 7 }

  @inlinable
  static func wordCount(cellCount: Int) -> Int { cellCount / 64 + (cellCount % 64 == 0 ? 0 : 1) }

  /// The distance from the state to the parent.
  @inlinable
  static func parentOffset<Parent: ~Copyable & ~Escapable>(_ type: Parent.Type) -> Int {
    let state = MemoryLayout<BitmapState>.size
    return (state + MemoryLayout<Parent>.alignment - 1) & ~(MemoryLayout<Parent>.alignment - 1)
  }

  /// The distance from the state to the first word of bits.
  @inlinable
  static func bitsOffset<Parent: ~Copyable & ~Escapable>(_ type: Parent.Type) -> Int {
    (parentOffset(type) + MemoryLayout<Parent>.size + 7) & ~7
  }

  /// The bytes of all bits.
  @inlinable
  static func bitsByteCount(cellCount: Int) -> Int {
    let words = wordCount(cellCount: cellCount)
    let groups = RunTree.groupCount(wordCount: words)
    return 8 * (2 * words + classCount * _HierarchicalBitSet.wordCount(capacity: words))
      + 8 * _HierarchicalBitSet.wordCount(capacity: groups)
      + RunTree.nodeCount(groupCount: groups) * MemoryLayout<FreeRuns>.stride
  }

  /// The bytes that the cells take, up to where the state begins.
  @inlinable
  static func cellsByteCount(cellByteCount: Int, cellCount: Int) -> Int? {
    SizeArithmetic.product(cellCount, cellByteCount).flatMap { SizeArithmetic.roundedUp($0, toMultipleOf: 16) }
  }

  /// The bytes of everything.
  @inlinable
  static func byteCount<Parent: ~Copyable & ~Escapable>(
    cellByteCount: Int, cellCount: Int, parent: Parent.Type
  ) -> Int? {
    guard let cells = cellsByteCount(cellByteCount: cellByteCount, cellCount: cellCount),
      let header = SizeArithmetic.sum(cells, bitsOffset(parent))
    else { return nil }
    return SizeArithmetic.sum(header, bitsByteCount(cellCount: cellCount))
  }
}
