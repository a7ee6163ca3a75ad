/// All traits of one allocator, as the laws ask for them.
struct Traits: Sendable {
  var isOwner = false
  var isThreadSafe = false
  var growsInPlace = false
  var shrinksByMoving = false
  var blockByteCount: Int?
  var bound: ClosedRange<Int>?
  var largest: Int?
  var maximumAlignment: Int?
  var reclamation = AllocatorTrait.Reclamation.inAnyOrder

  init(_ traits: [AllocatorTrait]) {
    for trait in traits {
      switch trait.kind {
      case .owner: isOwner = true
      case .threadSafe: isThreadSafe = true
      case .growsInPlace: growsInPlace = true
      case .shrinksByMoving: shrinksByMoving = true
      case .fixedBlock(let byteCount): blockByteCount = byteCount
      case .bounded(let byteCounts): bound = byteCounts
      case .maximumByteCount(let byteCount): largest = byteCount
      case .maximumAlignment(let alignment): maximumAlignment = alignment
      case .reclaims(let order): reclamation = order
      }
    }
  }

  /// The alignments that an allocator is asked for: up to 2 MiB, less where an address space is small.
  static var greatestAlignment: Int { Int.bitWidth == 64 ? 1 << 21 : 1 << 16 }

  /// The largest request that is not refused for its size, if there is such a limit.
  var maximumByteCount: Int? {
    let limits = [blockByteCount, largest, bound?.upperBound].compactMap { $0 }
    return limits.min()
  }

  /// The largest request worth making in a walk.
  var typicalByteCount: Int { min(maximumByteCount ?? 4096, 4096) }

  /// No allocator can give so much; the sizes from here on are there to make arithmetic wrap.
  static var absurdByteCount: Int { Int.max - (1 << 20) }

  /// Whether a request must be refused in every state.
  func refuses(byteCount: Int, alignment: Int) -> Bool {
    byteCount > maximumByteCount ?? Int.max || byteCount >= Traits.absurdByteCount
      || alignment > maximumAlignment ?? Int.max
  }

  /// Whether an allocator that has given out nothing must grant a request.
  func grantsWhenFresh(byteCount: Int, alignment: Int) -> Bool {
    guard !refuses(byteCount: byteCount, alignment: alignment) else { return false }
    guard let bound else { return true }
    if bound.lowerBound == 0 { return false }
    return blockByteCount != nil || byteCount + alignment - 1 <= bound.lowerBound
  }
}
