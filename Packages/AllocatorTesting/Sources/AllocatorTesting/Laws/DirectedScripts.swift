/// Scripts that go straight to where allocators break: every alignment, sizes that wrap, empty blocks, full memory.
struct DirectedScripts {
  let traits: Traits
  let canReset: Bool
  let hasParent: Bool

  var all: [[Step]] {
    var scripts = [sizes, alignments, emptyBlocks, absurdSizes, zeroed, resized, exhaustion, together, largeBlocks]
    if hasParent { scripts.append(shrinkingWithoutMemory) }
    if canReset { scripts.append(resets) }
    return scripts
  }

  private var limit: Int { min(traits.maximumByteCount ?? 1 << 16, 1 << 24) }
  private var typical: Int { traits.typicalByteCount }

  /// Sizes around every power of two, alive together.
  private var sizes: [Step] {
    var byteCounts = [limit]
    var power = 1
    while power <= min(limit, 1 << 14) {
      byteCounts += [power - 1, power, power + 1].filter { $0 <= limit }
      power *= 2
    }
    if let maximum = traits.maximumByteCount, maximum < Traits.absurdByteCount { byteCounts.append(maximum + 1) }
    let indices = byteCounts.indices
    return indices.map { .allocate($0, byteCount: byteCounts[$0], alignment: 1) }
      + indices.map { .deallocate($0) }
  }

  /// Every alignment, beside a block that keeps the next address from being aligned by chance.
  private var alignments: [Step] {
    var steps: [Step] = [.allocate(0, byteCount: min(1, limit), alignment: 1)]
    var alignment = 1
    var id = 1
    while alignment <= Traits.greatestAlignment {
      steps += [
        .allocate(id, byteCount: min(1, limit), alignment: alignment),
        .allocate(id + 1, byteCount: min(3, limit), alignment: 1),
        .allocateZeroed(id + 2, byteCount: min(alignment, 4096, typical), alignment: alignment),
        .reallocate(id, byteCount: min(40, typical)),
        .deallocate(id + 1), .deallocate(id), .deallocate(id + 2),
      ]
      id += 3
      alignment *= 2
    }
    return steps
  }

  private var emptyBlocks: [Step] {
    let some = min(typical, 16)
    return [
      .allocate(0, byteCount: 0, alignment: 1), .allocate(1, byteCount: some, alignment: 1),
      .allocate(2, byteCount: 0, alignment: 1), .allocateZeroed(3, byteCount: 0, alignment: 1),
      .reallocate(1, byteCount: 0), .resize(2, byteCount: some), .reallocate(0, byteCount: some),
      .allocate(4, byteCount: some, alignment: 1), .deallocate(3), .resize(4, byteCount: 0),
      .allocate(5, byteCount: some, alignment: 1), .deallocate(1), .deallocate(2), .deallocate(0), .deallocate(4),
      .allocate(6, byteCount: 0, alignment: min(64, traits.maximumAlignment ?? 64)), .deallocate(6), .deallocate(5),
    ]
  }

  /// Sizes that wrap when something is added to them, or when they are rounded up.
  private var absurdSizes: [Step] {
    let small = min(typical, 24)
    var steps: [Step] = [.allocate(0, byteCount: small, alignment: 1), .allocate(1, byteCount: small, alignment: 1)]
    var id = 2
    for distance in [0, 1, 3, 7, 8, 15, 16, 31, 47, 63, 127, 4095, 65_535] {
      for alignment in [1, 8, 16, 4096] where alignment <= traits.maximumAlignment ?? 4096 {
        steps.append(.allocate(id, byteCount: Int.max - distance, alignment: alignment))
        id += 1
      }
      steps += [
        .allocateZeroed(id, byteCount: Int.max - distance, alignment: 1),
        .resize(1, byteCount: Int.max - distance), .reallocate(1, byteCount: Int.max - distance),
        .reallocate(0, byteCount: Int.max - distance), .allocate(id + 1, byteCount: small, alignment: 1),
        .deallocate(id + 1),
      ]
      id += 2
    }
    // Sizes that are small, or negative, when half of their bits are lost. Only a parent's guards show that in time.
    // The last ones are more than anybody has, and so asked for also where there is other memory beside the parent's.
    if hasParent && Int.bitWidth == 64 {
      for power in [1 << 31, 1 << 32, 1 << 33, 1 << 40, 1 << 62, 1 << 62 + 1 << 33, 1 << 62 + 1 << 31] {
        steps += [
          .allocate(id, byteCount: power + 8, alignment: 1), .resize(1, byteCount: power + 8),
          .reallocate(0, byteCount: power + 8),
        ]
        id += 1
      }
    }
    return steps
  }

  /// Zeroed blocks in memory that was dirty before.
  private var zeroed: [Step] {
    var steps: [Step] = []
    for (round, byteCount) in [1, 7, 24, 64, typical, typical / 3].enumerated() where byteCount <= typical {
      let id = round * 4
      steps += [
        .allocate(id, byteCount: byteCount, alignment: 1), .deallocate(id),
        .allocateZeroed(id + 1, byteCount: byteCount, alignment: 1),
        .allocate(id + 2, byteCount: byteCount, alignment: 1), .deallocate(id + 1),
        .allocateZeroed(id + 3, byteCount: byteCount / 2, alignment: 1), .deallocate(id + 3), .deallocate(id + 2),
      ]
    }
    return steps
  }

  /// Blocks that were given at one size and come back at another, so that a size class gets what is not its own.
  private var resized: [Step] {
    var steps: [Step] = []
    let byteCounts = [typical, typical / 2, 64, 65, 16, 1, 0, 129].filter { $0 <= typical }
    var id = 0
    for old in byteCounts {
      for new in byteCounts {
        steps += [
          .allocate(id, byteCount: old, alignment: 1), .allocate(id + 1, byteCount: old, alignment: 1),
          .resize(id, byteCount: new), .reallocate(id + 1, byteCount: new), .resize(id + 1, byteCount: new),
          .deallocate(id), .allocate(id + 2, byteCount: old, alignment: 1),
          .allocate(id + 3, byteCount: new, alignment: 1), .reallocate(id + 3, byteCount: old), .deallocate(id + 1),
          .deallocate(id + 2), .deallocate(id + 3),
        ]
        id += 4
      }
    }
    return steps
  }

  /// Many blocks, until a bounded allocator is full; then shrinking, freeing every other block, and filling again.
  private var exhaustion: [Step] {
    let count = 96
    let byteCount = max(1, typical / (traits.blockByteCount == nil ? 8 : 1))
    var steps: [Step] = (0..<count).map { .allocate($0, byteCount: byteCount, alignment: 1) }
    steps += (0..<count).map { $0 % 2 == 0 ? .reallocate($0, byteCount: byteCount / 2) : .resize($0, byteCount: 1) }
    steps += (0..<count).filter { $0 % 2 == 0 }.map { .deallocate($0) }
    steps += (count..<count + count / 2).map { .allocate($0, byteCount: byteCount / 2, alignment: 1) }
    steps += (0..<count).filter { $0 % 2 == 1 }.map { .reallocate($0, byteCount: byteCount) }
    return steps
  }

  /// Blocks that come and go by the n, by an address in them, and singly, each in all three ways.
  private var together: [Step] {
    let byteCounts = [1, 24, 64, typical, 0, typical / 2].filter { $0 <= typical }
    var steps: [Step] = []
    for (round, byteCount) in byteCounts.enumerated() {
      let id = 40 * round
      steps += [
        .allocateBlocks(id, count: 12, byteCount: byteCount, alignment: 1),
        .allocate(id + 12, byteCount: byteCount, alignment: 1), .deallocateBlocks(id + 3, count: 5),
        .deallocate(id), .deallocateContaining(id + 1, offset: byteCount - min(1, byteCount)),
        .allocateBlocks(id + 20, count: 3, byteCount: byteCount, alignment: 8),
        .allocateBlocks(id + 24, count: 0, byteCount: byteCount, alignment: 1),
        .reallocate(id + 21, byteCount: byteCount / 2), .releaseUnused, .deallocateBlocks(id + 8, count: 16),
        .allocateBlocks(id + 30, count: 2, byteCount: Int.max - round, alignment: 1), .releaseUnused,
      ]
    }
    return steps
  }

  /// Blocks of more than 64 KiB, alive together and used again.
  private var largeBlocks: [Step] {
    let byteCounts = [65_537, 100_000, 70_000, 131_073, 200_000].filter { $0 <= traits.largestWalkByteCount }
    var steps: [Step] = byteCounts.indices.map { .allocate($0, byteCount: byteCounts[$0], alignment: 1) }
    for index in byteCounts.indices {
      steps += [
        .reallocate(index, byteCount: byteCounts[index] - 5000), .deallocate(index),
        .allocateZeroed(10 + index, byteCount: byteCounts[index], alignment: min(64, traits.maximumAlignment ?? 64)),
        .reallocate(10 + index, byteCount: min(byteCounts[index] + 70_000, traits.largestWalkByteCount)),
      ]
    }
    return steps + byteCounts.indices.map { .deallocateContaining(10 + $0, offset: 65_536) }
  }

  private var shrinkingWithoutMemory: [Step] {
    var steps: [Step] = (0..<8).map { .allocate($0, byteCount: typical, alignment: 1) }
    steps.append(.parentRefuses(true))
    for id in 0..<8 {
      steps += [
        .reallocate(id, byteCount: typical - typical / 3), .resize(id, byteCount: typical / 2),
        .reallocate(id, byteCount: 1), .reallocate(id, byteCount: 0),
      ]
    }
    steps += (0..<4).map { .deallocate($0) }
    steps += (8..<12).map { .allocate($0, byteCount: typical, alignment: 1) }
    steps.append(.parentRefuses(false))
    steps += (12..<16).map { .allocate($0, byteCount: typical, alignment: 1) }
    return steps
  }

  private var resets: [Step] {
    var steps: [Step] = [.reset]
    for round in 0..<4 {
      let first = round * 40
      steps += (first..<first + 40).map { .allocate($0, byteCount: min(typical, 100), alignment: 1) }
      steps += [.reallocate(first + 3, byteCount: 1), .deallocate(first + 39), .deallocate(first), .reset]
      steps.append(.allocateZeroed(1000 + round, byteCount: typical, alignment: 1))
      if round % 2 == 0 { steps.append(.deallocate(1000 + round)) }
    }
    return steps
  }
}
