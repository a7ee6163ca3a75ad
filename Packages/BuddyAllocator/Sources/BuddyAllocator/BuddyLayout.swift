/// Where the parts of a buddy allocator lie: pure arithmetic on sizes in bytes, `nil` where it would exceed `Int.max`.
///
///     | units … | state, parent | a set for each order | the order of each block | the sets' words |
///
/// The units come first, so that they start where the parent's block does, aligned as it is.
@usableFromInline
enum BuddyLayout {
  /// The number of orders: blocks of 1, 2, 4, … units, up to the largest that there is room for.
  @inlinable
  static func orderCount(unitCount: Int) -> Int { SizeArithmetic.floorOfBinaryLogarithm(unitCount) + 1 }

  /// The distance from the state to the parent.
  @inlinable
  static func parentOffset<Parent: ~Copyable & ~Escapable>(_ type: Parent.Type) -> Int {
    (MemoryLayout<BuddyState>.size + MemoryLayout<Parent>.alignment - 1) & ~(MemoryLayout<Parent>.alignment - 1)
  }

  /// The distance from the state to the sets.
  @inlinable
  static func setsOffset<Parent: ~Copyable & ~Escapable>(_ type: Parent.Type) -> Int {
    (parentOffset(type) + MemoryLayout<Parent>.size + 15) & ~15
  }

  /// The bytes that the sets, their words and the orders take.
  @inlinable
  static func metadataByteCount(unitCount: Int) -> Int {
    var words = (unitCount + 7) / 8
    for order in 0..<orderCount(unitCount: unitCount) {
      words += _HierarchicalBitSet.wordCount(capacity: unitCount >> order)
    }
    return orderCount(unitCount: unitCount) * MemoryLayout<_HierarchicalBitSet>.stride + 8 * words
  }

  /// The bytes of everything.
  @inlinable
  static func byteCount<Parent: ~Copyable & ~Escapable>(
    unitByteCount: Int, unitCount: Int, parent: Parent.Type
  ) -> Int? {
    guard let units = SizeArithmetic.product(unitCount, unitByteCount),
      let header = SizeArithmetic.sum(units, setsOffset(parent))
    else { return nil }
    return SizeArithmetic.sum(header, metadataByteCount(unitCount: unitCount))
  }
}
