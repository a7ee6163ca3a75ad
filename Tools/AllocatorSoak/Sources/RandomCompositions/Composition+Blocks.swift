public import AllocatorTesting
internal import Allocators

// What compositions end in, and the general blocks over what they are nested in.
extension Composition {
  static func leaf<C: Choices>(_ memory: TestMemory, _ choices: inout C) throws(AllocationError) -> Composition {
    switch choices.number(below: 9) {
    case 0, 1: return Composition(memory, "memory")
    case 2:
      let blockByteCount = [1, 16, 64, 200, 1024][choices.number(below: 5)]
      let growth = growth(&choices)
      return Composition(
        try FreeListAllocator(
          blockByteCount: blockByteCount, blockCount: choices.number(below: 40), growth: growth, parent: memory),
        "pool(\(blockByteCount), growth: .\(growth))")
    case 3:
      let byteCount = 16 << choices.number(below: 10)
      let growth = growth(&choices)
      return Composition(
        try ScopedAllocator(byteCount: byteCount, growth: growth, parent: memory),
        "arena(\(byteCount), growth: .\(growth))")
    case 4:
      let pool = try FreeListAllocator(blockByteCount: 256, blockCount: 4, growth: .doubling, parent: memory)
      return Composition(LockedAllocator(pool).shared(), "pool(256, growth: .doubling).locked().shared()")
    case 6, 7: return try Composition(blocksOver: Composition(memory, "memory"), choices: &choices)
    case 8:
      let pageCount = 1 + choices.number(below: 16)
      return Composition(
        try ReservedRegion(byteCount: pageCount * PageAllocator.pageByteCount), "region(\(pageCount) pages)")
    default: return Composition(NullAllocator(), "NullAllocator()")
    }
  }

  /// Cells, buddies or a two-level segregated fit in blocks of `first`.
  init<C: Choices>(blocksOver first: Composition, choices: inout C) throws(AllocationError) {
    let parent = first.allocator
    switch choices.number(below: 3) {
    case 0:
      let (cellByteCount, alignment) = ([1, 8, 40, 64, 512][choices.number(below: 5)], 8 << choices.number(below: 3))
      let cellCount = 1 + choices.number(below: 200)
      self.init(
        try BitmapAllocator(cellByteCount: cellByteCount, cellCount: cellCount, alignment: alignment, parent: parent),
        "bitmap(\(cellCount) of \(cellByteCount), alignment: \(alignment), in: \(first.text))")
    case 1:
      let (unitByteCount, unitCount) = (16 << choices.number(below: 4), 1 + choices.number(below: 100))
      self.init(
        try BuddyAllocator(unitByteCount: unitByteCount, unitCount: unitCount, parent: parent),
        "buddies(\(unitCount) of \(unitByteCount), in: \(first.text))")
    default:
      let byteCount = 64 << choices.number(below: 10)
      let growth = Self.growth(&choices)
      self.init(
        try TLSFAllocator(byteCount: byteCount, growth: growth, parent: parent),
        "fit(\(byteCount), growth: .\(growth), in: \(first.text))")
    }
  }

  private static func growth<C: Choices>(_ choices: inout C) -> GrowthPolicy {
    [.fixed, .constant, .doubling][choices.number(below: 3)]
  }
}
