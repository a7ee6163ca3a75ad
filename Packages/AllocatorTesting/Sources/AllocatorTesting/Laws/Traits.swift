/// All traits of one allocator, as the laws ask for them.
struct Traits: Sendable {
  var isOwner = false
  var isThreadSafe = false
  /// Whether its parent is called by several threads at once.
  var sharesParent = false
  var growsInPlace = false
  var shrinksByMoving = false
  var blockByteCount: Int?
  var bound: ClosedRange<Int>?
  var largest: Int?
  var maximumAlignment: Int?
  /// Alignments of requests up to a size, in the order of sizes.
  var smallAlignments: [(alignment: Int, byteCount: Int)] = []
  var reclamation = AllocatorTrait.Reclamation.inAnyOrder

  init(_ traits: [AllocatorTrait]) {
    for trait in traits {
      switch trait.kind {
      case .ownsBlocks: isOwner = true
      case .threadSafe(let sharesParent):
        isThreadSafe = true
        self.sharesParent = sharesParent
      case .growsInPlace: growsInPlace = true
      case .shrinksByMoving: shrinksByMoving = true
      case .fixedBlock(let byteCount): blockByteCount = byteCount
      case .bounded(let byteCounts): bound = byteCounts
      case .maximumByteCount(let byteCount): largest = byteCount
      case .maximumAlignment(let alignment): maximumAlignment = alignment
      case .smallAlignment(let alignment, let byteCount): smallAlignments.append((alignment, byteCount))
      case .reclaims(let order): reclamation = order
      }
    }
    smallAlignments.sort { $0.byteCount < $1.byteCount }
  }

  /// The alignments that an allocator is asked for: up to 2 MiB, less where an address space is small.
  static var greatestAlignment: Int { Int.bitWidth == 64 ? 1 << 21 : 1 << 16 }

  /// The largest request that is not refused for its size, if there is such a limit.
  var maximumByteCount: Int? {
    var limits = [blockByteCount, largest].compactMap { $0 }
    if let bound, bound.upperBound < Int.max { limits.append(bound.upperBound) }
    return limits.min()
  }

  /// The largest request worth making in a walk.
  var typicalByteCount: Int { min(maximumByteCount ?? 4096, 4096) }

  /// The largest request worth making in a walk for its size alone.
  var largestWalkByteCount: Int { min(maximumByteCount ?? 1 << 18, 1 << 18) }

  /// Zeroes are asked for, and blocks may have to be copied, up to this size: to write more takes longer than a walk
  /// should.
  static var greatestWrittenByteCount: Int { 1 << 24 }

  /// No platform has so much, and no allocator can allocate it.
  static var unattainableByteCount: Int { absurdByteCount >> (Int.bitWidth == 64 ? 3 : 0) }

  /// The sizes from here on are there to make arithmetic wrap.
  static var absurdByteCount: Int { Int.max - (1 << 20) }

  /// The strictest alignment of a block of this size, if there is one.
  func maximumAlignment(for byteCount: Int) -> Int? {
    for small in smallAlignments where byteCount <= small.byteCount {
      return small.alignment == Int.max ? nil : small.alignment
    }
    return maximumAlignment
  }

  /// Whether a size has an alignment of its own.
  func isSmall(_ byteCount: Int) -> Bool { smallAlignments.contains { byteCount <= $0.byteCount } }

  /// The largest alignment of any size, if there is one.
  var greatestMaximumAlignment: Int? {
    if smallAlignments.contains(where: { $0.alignment == Int.max }) { return nil }
    guard let maximumAlignment else { return nil }
    return smallAlignments.reduce(maximumAlignment) { max($0, $1.alignment) }
  }

  /// Whether a request must be refused in every state.
  func refuses(byteCount: Int, alignment: Int) -> Bool {
    byteCount > maximumByteCount ?? Int.max || byteCount >= Traits.unattainableByteCount
      || alignment > maximumAlignment(for: byteCount) ?? Int.max
  }
}
