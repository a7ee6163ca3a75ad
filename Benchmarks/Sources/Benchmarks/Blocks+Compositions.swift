import Allocators

/// W7: a pool of 1,024 blocks, then the system.
func fallback() -> some Allocator & ~Copyable { pool(64, 1024).fallback(to: SystemAllocator()) }

/// W7: two lists that grow, then the system.
func segregator() -> some Allocator & ~Copyable {
  pool(64, 1024, growth: .constant)
    .segregated(upTo: 64, otherwise: pool(512, 1024, growth: .constant).segregated(upTo: 512, otherwise: .system))
}

/// W5, W9 and W10: a list for each 16 bytes.
func bucketizer() -> some Allocator & SelfContainedAllocator & SendableMetatype & ~Copyable {
  let row = try? BucketizedAllocator(upTo: 1024, step: 16) { (byteCount) throws(AllocationError) in
    try FreeListAllocator(blockByteCount: byteCount, blockCount: 256, growth: .constant)
  }
  guard let row else { fail() }
  return row.segregated(upTo: 1024, otherwise: SystemAllocator())
}

/// The same with a list for each power of two, found by comparisons.
func sizeClasses() -> some Allocator & SelfContainedAllocator & SendableMetatype & ~Copyable {
  let upTo1024 = pool(1024, 512, growth: .constant).segregated(upTo: 1024, otherwise: SystemAllocator())
  let upTo512 = pool(512, 512, growth: .constant).segregated(upTo: 512, otherwise: upTo1024)
  let upTo256 = pool(256, 1024, growth: .constant).segregated(upTo: 256, otherwise: upTo512)
  let upTo128 = pool(128, 2048, growth: .constant).segregated(upTo: 128, otherwise: upTo256)
  let upTo64 = pool(64, 4096, growth: .constant).segregated(upTo: 64, otherwise: upTo128)
  return pool(32, 8192, growth: .constant).segregated(upTo: 32, otherwise: upTo64)
}

/// W5: a list for each of 20 size classes, four to a doubling.
func geometricBuckets() -> some Allocator & ~Copyable {
  let row = try? BucketizedAllocator(.geometric(upTo: 1024, stepsPerDoubling: 4)) {
    (byteCount) throws(AllocationError) in
    try FreeListAllocator(blockByteCount: byteCount, blockCount: 256, growth: .constant)
  }
  guard let row else { fail() }
  return row.segregated(upTo: 1024, otherwise: SystemAllocator())
}

/// W7: a list of pools, made as they are needed.
func listOfPools() -> some Allocator & ~Copyable {
  AllocatorList { (_) throws(AllocationError) in try FreeListAllocator(blockByteCount: 64, blockCount: 1024) }
    .segregated(upTo: 64, otherwise: SystemAllocator())
}

/// W5: the general allocator for one thread.
func general() -> GeneralAllocator<ReservedRegion> {
  guard let heap = try? GeneralAllocator(byteCount: 1 << 30) else { fail() }  // what valgrind allows, too
  return heap
}

extension Run {
  func compositions() {
    mixed("W7-fallback", "fallback(pool|system)") { fallback() }
    mixed("W7-segregator", "segregated(pool|pool|system)") { segregator() }
    mixed("W5", "segregated(6 pools|system)") { sizeClasses() }
    mixed("W5", "bucketized(64 pools)|system") { bucketizer() }
    mixed("W5", "bucketized(20 geometric pools)|system") { geometricBuckets() }
    mixed("W5", "affixed(system)") { SystemAllocator().affixed(prefix: 1, suffix: 2) }
    mixed("W5", "budgeted(system)") { SystemAllocator().budgeted(by: Budget(byteCount: .max)) }
    mixed("W5", "quarantined(system)") { SystemAllocator().quarantined(byteCount: 1 << 16) }
    mixed("W5", "sampled(system|pool)") { SystemAllocator().sampled(every: 1000, into: pool(1024, 64)) }
    mixed("W5", "zeroing(system)") { SystemAllocator().zeroing(.whenDeallocated) }
    mixed("W5", "aligned(system)") { SystemAllocator().aligned(toAtLeast: 64) }
    mixed("W7-fallback", "adaptive(pool|system)") { pool(64, 1024).adaptiveFallback(to: SystemAllocator()) }
    mixed("W7-fallback", "list(pools)|system") { listOfPools() }
    mixed("W5", "GeneralAllocator") { general() }
    mixed("W5", "GeneralAllocator.shared") { GeneralAllocator.shared }
    w9("GeneralAllocator.shared") { GeneralAllocator.shared }
    w10("GeneralAllocator.shared", GeneralAllocator.shared)
    w9("bucketized(64 pools)|system") { bucketizer() }
    w10("locked(bucketized(64 pools)|system)", bucketizer().locked().shared())
    w9("segregated(6 pools|system)") { sizeClasses() }
    w10("locked(6 pools|system)", sizeClasses().locked().shared())
  }

  func verifyCompositions() {
    verify("fallback(pool|system)") { fallback() }
    verify("segregated(pool|pool|system)") { segregator() }
    verify("bucketized(64 pools)|system") { bucketizer() }
    verify("segregated(6 pools|system)") { sizeClasses() }
    verify("bucketized(20 geometric pools)|system") { geometricBuckets() }
    verify("affixed(system)") { SystemAllocator().affixed(prefix: 1, suffix: 2) }
    verify("quarantined(system)") { SystemAllocator().quarantined(byteCount: 1 << 16) }
    verify("adaptive(pool|system)") { pool(64, 1024).adaptiveFallback(to: SystemAllocator()) }
    verify("list(pools)|system") { listOfPools() }
    verify("GeneralAllocator") { general() }
    verify("GeneralAllocator.shared") { GeneralAllocator.shared }
  }
}
