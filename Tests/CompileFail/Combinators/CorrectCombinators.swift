import Allocators

func share() throws {
  // An owner is locked, then shared: any number of tasks may hold the handles.
  let shared = SystemAllocator().limited(toByteCount: 1000).locked().shared()
  Task { _ = try shared.makeBox(1) }
  Task { _ = try shared.makeBox(2) }
  // What is built over a lock can be locked again, beside other users of what it is built over.
  _ = shared.limited(toByteCount: 100).logging(to: NullLogger()).locked()
  _ = try ScopedAllocator(byteCount: 64, growth: .doubling, parent: shared).locked().shared()
  // A thread-safe allocator may be locked, too, and a lock over what nobody else holds.
  let locked = SystemAllocator().locked()
  _ = locked.supports(byteCount: 1, alignment: 8)
  let counted = LockedAllocator(SystemAllocator().logging(to: AllocationStatistics()))
  print(counted.withBase { $0.logger.liveByteCount })
}

func combine() throws {
  let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 16)
  let memory = pool.fallback(to: SystemAllocator()).segregated(upTo: 64, otherwise: SystemAllocator())
  let statistics = AllocationStatistics()
  var logged = memory.logging(to: statistics)
  let box = try logged.borrowed().makeBox(1)
  print(box.value, statistics.liveCount)
}
