import Allocators

/// What the named compositions' pools have in common.
enum SizeClass {
  /// The alignment of `malloc`: what a program expects that asks for none.
  static let alignment = 16

  /// How much a pool takes from its parent at a time: little, so that no class holds much that it does not use.
  static let chunkByteCount = 8 << 10

  /// How many blocks a pool takes from its parent at a time, two at least.
  static func blockCount(blockByteCount: Int) -> Int { max(2, chunkByteCount / blockByteCount) }

  /// A pool for one class that grows as it needs.
  @inline(always)
  static func pool<Leaf: Allocator>(
    _ blockByteCount: Int, over leaf: Leaf
  ) throws(AllocationError) -> FreeListAllocator<Leaf> {
    try FreeListAllocator(
      blockByteCount: blockByteCount, blockCount: blockCount(blockByteCount: blockByteCount),
      blockAlignment: alignment, growth: .constant, parent: leaf)
  }
}

/// A row of growing pools.
typealias PoolRow<Leaf: Allocator> = BucketizedAllocator<FreeListAllocator<Leaf>, LinearSizeClasses>

/// Two rows of pools, fine below 1 KiB and coarse up to 8 KiB, and the leaf for the rest.
typealias SizeClasses<Leaf: Allocator> = AlignmentSegregatedAllocator<
  SegregatedAllocator<PoolRow<Leaf>, SegregatedAllocator<PoolRow<Leaf>, Leaf>>, Leaf
>

/// Pools in size classes found by a shift, over `leaf`.
func makeSizeClasses<Leaf: Allocator>(over leaf: Leaf) throws(AllocationError) -> SizeClasses<Leaf> {
  let coarse = try PoolRow<Leaf>(above: 1024, upTo: 8192, step: 512) { (byteCount) throws(AllocationError) in
    try SizeClass.pool(byteCount, over: leaf)
  }
  let fine = try PoolRow<Leaf>(upTo: 1024, step: 16) { (byteCount) throws(AllocationError) in
    try SizeClass.pool(byteCount, over: leaf)
  }
  return fine.segregated(upTo: 1024, otherwise: coarse.segregated(upTo: 8192, otherwise: leaf))
    .segregated(upToAlignment: SizeClass.alignment, otherwise: leaf)
}

/// The same as a description.
let sizeClassesSpecification =
  "aligned(16: segregated(1024: buckets(to: 1024, step: 16), 8192: buckets(above: 1024, to: 8192, step: 512), "
  + "else: system), else: system)"
