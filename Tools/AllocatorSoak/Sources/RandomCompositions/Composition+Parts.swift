internal import AllocatorTesting
internal import Allocators

extension Composition {
  /// A block that divides memory of `first` by a policy of its own, or changes it.
  init<C: Choices>(policy: Int, over first: Composition, _ choices: inout C) throws(AllocationError) {
    let (parent, text) = (first.allocator, first.text)
    let growth = [GrowthPolicy.fixed, .constant, .doubling][choices.number(below: 3)]
    switch policy {
    case 0:
      let kind = choices.number(below: 3)
      self =
        switch kind {
        case 0:
          Composition(
            AllocatorList { (byteCount) throws(AllocationError) in
              try ScopedAllocator(byteCount: max(min(byteCount, 1 << 20), 300), parent: parent)
            }, "list(arena(300…), in: \(text))")
        case 1:
          Composition(
            AllocatorList { (_) throws(AllocationError) in
              try FreeListAllocator(blockByteCount: 100, blockCount: 3, growth: growth, parent: parent)
            }, "list(pool(100, growth: .\(growth)), in: \(text))")
        default:
          Composition(
            AllocatorList { (byteCount) throws(AllocationError) in
              try BitmapAllocator(
                cellByteCount: 32, cellCount: max(min(byteCount, 1 << 20) / 32 + 1, 20), parent: parent)
            }, "list(bitmap(32), in: \(text))")
        }
    case 1:
      let least = [8, 16, 64, 256][choices.number(below: 4)]
      self = Composition(
        OwningAllocator(parent.overaligned(beyond: least)), "\(text).overaligned(beyond: \(least))")
    case 2:
      let cellByteCount = [1, 16, 24, 100][choices.number(below: 4)]
      self = Composition(
        try BitmapAllocator(cellByteCount: cellByteCount, cellCount: 1 + choices.number(below: 200), parent: parent),
        "bitmap(\(cellByteCount), in: \(text))")
    case 3:
      let unitByteCount = 16 << choices.number(below: 3)
      self = Composition(
        try BuddyAllocator(unitByteCount: unitByteCount, unitCount: 1 + choices.number(below: 100), parent: parent),
        "buddy(\(unitByteCount), in: \(text))")
    case 4:
      let byteCount = choices.number(below: 4000)
      self = Composition(
        try TLSFAllocator(byteCount: byteCount, growth: growth, parent: parent),
        "tlsf(\(byteCount), growth: .\(growth), in: \(text))")
    case 5:
      let quantum = 1 << choices.number(below: 5)
      self = Composition(
        try PackedAllocator(byteCount: 64 << choices.number(below: 7), roundingTo: quantum, parent: parent),
        "packed(to: \(quantum), in: \(text))")
    default:
      let isGeneral = choices.number(below: 2) == 0
      let pageCount = 8 + choices.number(below: 60)
      self =
        isGeneral
        ? Composition(
          try GeneralAllocator(byteCount: pageCount * 4096, source: CommittedPages(parent)),
          "general(\(pageCount) pages, in: \(text))")
        : Composition(
          try SlabAllocator(byteCount: pageCount * 4096, source: CommittedPages(parent)),
          "slabs(\(pageCount) pages, in: \(text))")
    }
  }

  static func leaf<C: Choices>(
    _ memory: TestMemory, _ choices: inout C
  ) throws(AllocationError) -> Composition {
    let growth = [GrowthPolicy.fixed, .constant, .doubling][choices.number(below: 3)]
    switch choices.number(below: 16) {
    case 0, 1, 2: return Composition(memory, "memory")
    case 3:
      let pool = try FreeListAllocator(blockByteCount: 256, blockCount: 4, growth: .doubling, parent: memory)
      return Composition(LockedAllocator(pool).shared(), "pool(256, growth: .doubling).locked().shared()")
    case 4:
      let blockByteCount = [1, 16, 64, 200, 1024][choices.number(below: 5)]
      return Composition(
        try FreeListAllocator(
          blockByteCount: blockByteCount, blockCount: choices.number(below: 40), growth: growth, parent: memory),
        "pool(\(blockByteCount), growth: .\(growth))")
    case 5:
      let byteCount = 16 << choices.number(below: 10)
      return Composition(
        try ScopedAllocator(byteCount: byteCount, growth: growth, parent: memory),
        "arena(\(byteCount), growth: .\(growth))")
    case 6: return try Composition(policy: 1 + choices.number(below: 6), over: Composition(memory, "memory"), &choices)
    case 7: return try Composition(policy: 0, over: Composition(memory, "memory"), &choices)
    case 8:
      return Composition(
        try ReservedRegion(byteCount: 1 << 20, commitByteCount: 4096), "region(1 MiB)")
    case 9:
      return Composition(
        try ScopedAllocator(byteCount: 100, growth: growth, parent: PageAllocator()),
        "arena(100, in: pages)")
    case 10:
      return Composition(
        try FreeListAllocator(blockByteCount: 300, blockCount: 5, growth: growth, parent: GuardedPageAllocator()),
        "pool(300, in: guarded pages)")
    case 11: return Composition(try GeneralAllocator(byteCount: 1 << 30), "general(1 GiB)")
    case 12:
      return Composition(
        try SlabAllocator(byteCount: 1 << 20, committing: 8192, source: try ReservedRegion(byteCount: 4 << 20)),
        "slabs(in: region)")
    case 13, 14:
      let heap = LockedAllocator(try TLSFAllocator(byteCount: 1000, growth: .doubling, parent: memory))
      return Composition(
        try ThreadCachedAllocator(heap, magazineByteCount: 512, byteCount: 1 << 16), "tlsf(1000).locked().cached()")
    default: return Composition(NullAllocator(), "NullAllocator()")
    }
  }
}
