import Allocators

// Allocator blocks over a parent whose cost is constant.

@MainActor let blockCells: [(String, (Meter) throws -> Void)] = [
  (
    "FreeListAllocator",
    { m in
      walkLocator(m, .fixed(64), try FreeListAllocator(blockByteCount: 64, blockCount: 4 * m.count, parent: Fresh()))
    }
  ),
  (
    "FreeListAllocator, growing",
    { m in
      // Where a block lies is a question of chunks, whose number grows with the logarithm of the count.
      let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 16, growth: .constant, parent: Fresh())
      walkLocator(m, .fixed(64), bound: .logarithm, pool)
      var live = populate(m, .fixed(64), pool)
      m.note("heldByteCount", held: pool.heldByteCount, live: live.count * 64)
      for block in live { pool.deallocate(block) }
      m.start()
      pool.releaseUnused()
      m.stop("releaseUnused, each block", .logarithm, times: 2 * m.count)
      live = []
    }
  ),
  (
    "SharedFreeListAllocator",
    { m in
      walkOwner(
        m, .fixed(64), try SharedFreeListAllocator(blockByteCount: 64, blockCount: 4 * m.count, parent: Fresh()))
    }
  ),
  (
    "BitmapAllocator",
    { m in
      walkLocator(
        m, .upTo(112), bound: .logarithm,
        try BitmapAllocator(cellByteCount: 16, cellCount: 32 * m.count, parent: Fresh()))
    }
  ),
  (
    "BitmapAllocator, long runs",
    { m in
      // Blocks of 70 to 490 cells, between which single cells come and go.
      let cells = try BitmapAllocator(cellByteCount: 16, cellCount: 900 * m.count, parent: Fresh())
      m.start()
      var live: [Block] = []
      for index in 0..<m.count { live.append(allocate(Sizes.upTo(7840).size(index), cells)) }
      m.stop("allocate one after the other, each", .logarithm, times: m.count)
      for block in live { cells.deallocate(block) }
      walkOwner(m, .upTo(7840), bound: .logarithm, cells)
      live = populate(m, .upTo(7840), cells)
      m.start()
      for index in 0..<repetitions {
        let small = [allocate(16, cells), allocate(16, cells)]
        let large = allocate(Sizes.upTo(7840).size(index), cells)
        cells.deallocate(small[0])
        live.append(allocate(Sizes.upTo(7840).size(index + 1), cells))
        cells.deallocate(large)
        cells.deallocate(small[1])
      }
      m.stop("allocate between single cells", .logarithm, times: repetitions)
      for block in live { cells.deallocate(block) }
    }
  ),
  (
    "BuddyAllocator",
    { m in
      walkLocator(
        m, .upTo(112), bound: .logarithm,
        try BuddyAllocator(unitByteCount: 16, unitCount: 32 * m.count, parent: Fresh()))
    }
  ),
  (
    "TLSFAllocator",
    { m in
      walkOwner(m, .upTo(700), try TLSFAllocator(byteCount: m.count * 2048, parent: Fresh()))
    }
  ),
  (
    "TLSFAllocator, regions",
    { m in
      let heap = try TLSFAllocator(byteCount: 8192, growth: .constant, parent: Fresh())
      walkOwner(m, .upTo(700), bound: .logarithm, heap)
      let live = populate(m, .upTo(700), heap)
      m.note("heldByteCount", held: heap.heldByteCount, live: live.reduce(0) { $0 + $1.byteCount })
      for block in live { heap.deallocate(block) }
      let regions = heap.regionCount
      m.start()
      heap.releaseUnused()
      m.stop("releaseUnused, each region", .logarithm, times: max(1, regions))
    }
  ),
  (
    "PackedAllocator",
    { m in
      walkOwner(m, .upTo(112), try PackedAllocator(byteCount: m.count * 4096, parent: Fresh()))
    }
  ),
  (
    "ScopedAllocator, blocks",
    { m in
      walkOwner(
        m, .upTo(112), bound: .logarithm, try ScopedAllocator(byteCount: 4096, growth: .constant, parent: Fresh()))
    }
  ),
  (
    "SlabAllocator",
    { m in
      walkLocator(m, .upTo(700), try SlabAllocator(byteCount: 64 << 20, source: PageAllocator()))
    }
  ),
  (
    "GeneralAllocator",
    { m in walkLocator(m, .upTo(700), try GeneralAllocator(byteCount: 64 << 20, source: PageAllocator())) }
  ),
  (
    "GeneralAllocator, to 7,000",
    { m in walkOwner(m, .upTo(7000), try GeneralAllocator(byteCount: 64 << 20, source: PageAllocator())) }
  ),
  (
    "GeneralAllocator, by address",
    { m in
      let heap = try GeneralAllocator(byteCount: 64 << 20, source: PageAllocator())
      var live = populate(m, .upTo(700), heap)
      m.start()
      for _ in 0..<repetitions { heap.deallocate(containing: live.removeLast().address) }
      m.stop("deallocate(containing:)", times: repetitions)
      for block in live { heap.deallocate(block) }
    }
  ),
  ("SharedGeneralAllocator", { m in walkOwner(m, .upTo(700), GeneralAllocator.shared) }),
  ("ThreadCachedAllocator", { m in walk(m, .upTo(700), try ThreadCachedAllocator(Fresh())) }),
  (
    "AllocatorList of free lists",
    { m in
      let list = AllocatorList { _ throws(AllocationError) in
        try FreeListAllocator(blockByteCount: 64, blockCount: 16, parent: Fresh())
      }
      walkLocator(m, .fixed(64), bound: .logarithm, list)
    }
  ),
  (
    "AllocatorList of TLSF",
    { m in
      let list = AllocatorList { (byteCount: Int) throws(AllocationError) in
        try TLSFAllocator(byteCount: max(byteCount * 2, 8192), parent: Fresh())
      }
      walkOwner(m, .upTo(700), bound: .logarithm, list)
      let live = populate(m, .upTo(700), list)
      for block in live { list.deallocate(block) }
      let members = list.memberCount
      m.start()
      list.releaseUnused()
      m.stop("releaseUnused, each member", .logarithm, times: max(1, members))
    }
  ),
  (
    "ScopedAllocator reset, no destructors",
    { m in
      var arena = try ScopedAllocator(byteCount: m.count * 256, parent: Fresh())
      for round in 0..<4 {
        for index in 0..<m.count { _ = allocate(8 + (index + round) % 64, arena) }
        if round == 3 { m.start() }
        arena.unsafelyReset()
        if round == 3 { m.stop("reset", times: 1) }
      }
    }
  ),
  (
    "ScopedAllocator reset, each chunk",
    { m in
      var arena = try ScopedAllocator(byteCount: 1024, growth: .constant, parent: Fresh())
      for _ in 0..<4 * m.count { _ = allocate(512, arena) }
      m.start()
      arena.unsafelyReset()
      m.stop("reset, each chunk", times: 2 * m.count)
    }
  ),
  (
    "GeneralAllocator, after most was freed",
    { m in
      let heap = try GeneralAllocator(byteCount: 1 << 30, source: PageAllocator())
      var live: [Block] = []
      for _ in 0..<128 * m.count { live.append(allocate(1000, heap)) }
      for _ in 0..<127 * m.count { heap.deallocate(live.removeLast()) }
      let held = heap.explain().figures.first { $0.name == "held bytes" }?.value ?? 0
      m.note("held beyond what lives, for each of 10 MiB", held: held - live.count * 1500, live: 10 << 20)
      for block in live { heap.deallocate(block) }
    }
  ),
  (
    "SingleUseRegion",
    { m in
      walkOwner(m, .upTo(112), try SingleUseRegion(byteCount: 64 << 20))
    }
  ),
]

typealias Heap = TLSFAllocator<Fresh>

func heap(_ m: Meter) throws(AllocationError) -> Heap { try Heap(byteCount: 4096 + m.count * 2048, parent: Fresh()) }

func cells(_ m: Meter, _ size: Int) throws(AllocationError) -> FreeListAllocator<Fresh> {
  try FreeListAllocator(blockByteCount: size, blockCount: 4 * m.count, parent: Fresh())
}

@MainActor let combinatorCells: [(String, (Meter) throws -> Void)] = [
  ("segregated", { m in walkOwner(m, .upTo(112), try cells(m, 64).segregated(upTo: 64, otherwise: cells(m, 112))) }),
  (
    "BucketizedAllocator",
    { m in
      let buckets = try BucketizedAllocator(upTo: 128, step: 16) { (size: Int) throws(AllocationError) in
        try FreeListAllocator(blockByteCount: size, blockCount: 4 * m.count, parent: Fresh())
      }
      walkOwner(m, .upTo(112), buckets)
    }
  ),
  (
    "fallback",
    { m in
      let small = try FreeListAllocator(blockByteCount: 64, blockCount: m.count / 2, parent: Fresh())
      walkOwner(m, .upTo(112), try small.fallback(to: heap(m)))
    }
  ),
  (
    "adaptiveFallback",
    { m in
      let small = try FreeListAllocator(blockByteCount: 64, blockCount: m.count / 2, parent: Fresh())
      walkOwner(m, .upTo(112), try small.adaptiveFallback(to: heap(m)))
    }
  ),
  ("quantized", { m in walkOwner(m, .upTo(112), try heap(m).quantized(toMultipleOf: 32)) }),
  ("aligned", { m in walkOwner(m, .upTo(112), try heap(m).aligned(toAtLeast: 16)) }),
  ("limited", { m in walkOwner(m, .upTo(112), try heap(m).limited(toByteCount: 1 << 30)) }),
  (
    "budgeted",
    { m in
      let budget = Budget(byteCount: 1 << 30, parent: Budget(byteCount: 1 << 30))
      walk(m, .upTo(112), try heap(m).budgeted(by: budget))
    }
  ),
  ("zeroing", { m in walk(m, .upTo(112), try heap(m).zeroing(.whenDeallocated)) }),
  ("locked", { m in walk(m, .upTo(112), LockedAllocator(try Heap(byteCount: 16 << 20, parent: Fresh()))) }),
  (
    "quarantined",
    { m in
      // It holds back as much as it may: the longer the ring, the more have lived before.
      walk(m, .upTo(112), try heap(m).quarantined(byteCount: m.count * 32, blockCount: m.count))
    }
  ),
  (
    "sampled",
    { m in
      walk(m, .upTo(112), try heap(m).sampled(every: 8, into: try heap(m)))
    }
  ),
  ("AllocationStatistics", { m in walk(m, .upTo(112), try heap(m).logging(to: AllocationStatistics())) }),
  ("AllocationProfile", { m in walk(m, .upTo(112), try heap(m).logging(to: AllocationProfile())) }),
  ("LeakTracker", { m in walk(m, .upTo(112), try heap(m).logging(to: LeakTracker())) }),
]
