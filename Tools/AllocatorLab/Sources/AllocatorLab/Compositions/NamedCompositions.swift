import Allocators

/// The platform's own allocator: what every other composition is compared with.
struct SystemComposition: Composition {
  let name = "system"
  let summary = "the platform's malloc, and nothing else"
  let kind = CompositionKind.specialised
  let specification: String? = "system"

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    visitor.visit(leaf)
  }
}

/// Free lists in size classes found by a shift.
struct SizeClassesComposition: Composition {
  let name = "size-classes"
  let summary = "growing free lists every 16 bytes to 1 KiB and every 512 to 8 KiB, found by a shift; malloc above"
  let kind = CompositionKind.specialised
  let specification: String? = sizeClassesSpecification

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    visitor.visit(try makeSizeClasses(over: leaf))
  }
}

/// Free lists in few, unequal classes found by comparisons.
struct SegregatedComposition: Composition {
  let name = "segregated"
  let summary = "growing free lists for up to 16, 32, 48, 64, 128, 256 and 512 bytes, found by comparing; malloc above"
  let kind = CompositionKind.specialised
  let specification: String? =
    "aligned(16: segregated(16: freelist, 32: freelist, 48: freelist, 64: freelist, 128: freelist, 256: freelist, "
    + "512: freelist, else: system), else: system)"

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    let tiny = try SizeClass.pool(16, over: leaf).segregated(upTo: 16, otherwise: SizeClass.pool(32, over: leaf))
    let small = try SizeClass.pool(48, over: leaf).segregated(upTo: 48, otherwise: SizeClass.pool(64, over: leaf))
    let middle = try SizeClass.pool(128, over: leaf).segregated(upTo: 128, otherwise: SizeClass.pool(256, over: leaf))
    let large = try SizeClass.pool(512, over: leaf).segregated(upTo: 512, otherwise: leaf)
    return visitor.visit(
      tiny.segregated(upTo: 32, otherwise: small)
        .segregated(upTo: 64, otherwise: middle.segregated(upTo: 256, otherwise: large))
        .segregated(upToAlignment: SizeClass.alignment, otherwise: leaf))
  }
}

/// Pools of a fixed size, with malloc for what does not fit.
struct FallbackComposition: Composition {
  let name = "fallback"
  let summary = "fixed free lists of 1 MiB each for up to 32, 64 and 128 bytes; malloc when one is used up, and above"
  let kind = CompositionKind.specialised
  let specification: String? =
    "segregated(32: fallback(freelist(count: 32K), system), 64: fallback(freelist(count: 16K), system), "
    + "128: fallback(freelist(count: 8K), system), else: system)"

  private func pool<Leaf: Allocator>(
    _ blockByteCount: Int, over leaf: Leaf
  ) throws(AllocationError) -> FallbackAllocator<FreeListAllocator<Leaf>, Leaf> {
    try FreeListAllocator(blockByteCount: blockByteCount, blockCount: (1 << 20) / blockByteCount, parent: leaf)
      .fallback(to: leaf)
  }

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    let large = try pool(128, over: leaf).segregated(upTo: 128, otherwise: leaf)
    return visitor.visit(
      try pool(32, over: leaf).segregated(
        upTo: 32, otherwise: pool(64, over: leaf).segregated(upTo: 64, otherwise: large)))
  }
}

/// Small blocks in one scope of an arena, which reuses nothing but the newest block.
struct ArenaComposition: Composition {
  let name = "arena"
  let summary = "an arena for up to 1 KiB, rewound after the run and not before; malloc above"
  let kind = CompositionKind.specialised
  let specification: String? = "segregated(1024: scoped(bytes: 1M, growth: doubling), else: system)"

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    visitor.visit(try makeArena(over: leaf).segregated(upTo: 1024, otherwise: leaf))
  }

  private func makeArena<Leaf: Allocator>(over leaf: Leaf) throws(AllocationError) -> ScopedAllocator<Leaf> {
    try ScopedAllocator(byteCount: 1 << 20, growth: .doubling, parent: leaf)
  }

  /// Each round has a scope of its own, as each request or frame of a program has.
  func time(
    _ script: ReplayScript, rounds: Int, progress: () -> Void
  ) throws(AllocationError) -> [Double] {
    var arena = try makeArena(over: SystemAllocator())
    let round = TimedRound(script: script)
    var samples: [Double] = []
    for index in 0...rounds {
      let scope = arena.scope()
      let sample = round.visit(scope.segregated(upTo: 1024, otherwise: SystemAllocator()))
      if index > 0 { samples.append(sample) }
      progress()
    }
    return samples
  }
}

/// Size classes that count everything.
struct LoggedComposition: Composition {
  let name = "logged"
  let summary = "size-classes, with Statistics of every call"
  let kind = CompositionKind.specialised
  let specification: String? = "stats(\(sizeClassesSpecification))"

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    visitor.visit(try makeSizeClasses(over: leaf).logging(to: AllocationStatistics()))
  }
}

/// Size classes with a budget.
struct LimitedComposition: Composition {
  let name = "limited"
  let summary = "size-classes, with a budget of 64 GiB of live bytes"
  let kind = CompositionKind.specialised
  let specification: String? = "limited(64G, \(sizeClassesSpecification))"

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    visitor.visit(try makeSizeClasses(over: leaf).limited(toByteCount: 64 << 30))
  }
}

/// Size classes behind a lock.
struct LockedComposition: Composition {
  let name = "locked"
  let summary = "size-classes, behind a lock"
  let kind = CompositionKind.specialised
  let specification: String? = "locked(\(sizeClassesSpecification))"

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    // Nobody says so of a leaf, but one thread uses it: the lock is there for what it costs.
    nonisolated(unsafe) let sizeClasses = try makeSizeClasses(over: leaf)
    return unsafe visitor.visit(LockedAllocator(sizeClasses))
  }
}
