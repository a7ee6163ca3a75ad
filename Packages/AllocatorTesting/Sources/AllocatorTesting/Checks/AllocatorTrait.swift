/// Something that is true of an allocator, declared by its author and checked by the kit against what it does.
///
/// An allocator without a trait promises what `SystemAllocator`-like allocators do: requests of any size and any
/// power-of-two alignment, without a bound of its own, every freed block used again, shrinking in place, and it does
/// **not** promise to grow in place, to recognize its own blocks, or to be used by several threads. A trait
/// changes one of these. Declaring more than the allocator does breaks a law, and so does declaring less.
///
/// Each operation is O(1) unless it says otherwise.
public struct AllocatorTrait: Sendable {
  /// In which order freed memory can be used again.
  public enum Reclamation: Sendable {
    /// In any order: the default.
    case inAnyOrder
    /// Only what was allocated last: arenas and stacks.
    case lifoOnly
    /// Not before a reset or the allocator's end.
    case never
  }

  enum Kind: Sendable {
    case ownsBlocks
    case threadSafe(sharesParent: Bool)
    case growsInPlace
    case shrinksByMoving
    case fixedBlock(Int)
    case bounded(ClosedRange<Int>)
    case maximumByteCount(Int)
    case maximumAlignment(Int)
    case smallAlignment(Int, upTo: Int)
    case reclaims(Reclamation)
  }
  let kind: Kind

  /// It can recognize its own blocks: it is a `BlockOwner`.
  public static let ownsBlocks = AllocatorTrait(kind: .ownsBlocks)

  /// It may be used by several threads at once, also to free blocks that another thread allocated.
  ///
  /// One thread at a time calls its parent, which needs no lock. Run the test under ThreadSanitizer
  /// (`swift test --sanitize=thread`), too: the kit makes accidents likely, and the sanitizer sees those that did not
  /// happen.
  public static let threadSafe = AllocatorTrait(kind: .threadSafe(sharesParent: false))

  /// It may be used by several threads at once when its parent may: several threads may call the parent at once.
  public static let threadSafeOnSharedParent = AllocatorTrait(kind: .threadSafe(sharesParent: true))

  /// It can sometimes grow a block in place: `resize` to a larger size succeeds for some block.
  ///
  /// Together with ``fixedBlock(_:)``: for every block, up to the fixed size.
  public static let growsInPlace = AllocatorTrait(kind: .growsInPlace)

  /// It cannot always shrink a block where it stands, so that shrinking may need memory and may fail without it.
  ///
  /// The exception from law 12. An allocator that has only the two required methods needs it, since the protocol's
  /// default of `resize` succeeds for an unchanged size only; so does one that finds a block's home by its size.
  public static let shrinksByMoving = AllocatorTrait(kind: .shrinksByMoving)

  /// Every block takes up `byteCount` bytes, and larger requests are refused: a pool.
  public static func fixedBlock(_ byteCount: Int) -> AllocatorTrait { AllocatorTrait(kind: .fixedBlock(byteCount)) }

  /// It allocates exactly `byteCount` bytes at alignment one before it refuses, whatever the sizes.
  public static func bounded(byteCount: Int) -> AllocatorTrait {
    AllocatorTrait(kind: .bounded(byteCount...byteCount))
  }

  /// It refuses when it has allocated a number of bytes that lies in this range and depends on the requests' sizes.
  ///
  /// For allocators whose blocks have an overhead: never more live bytes than the upper bound, and never fewer than the
  /// lower one when the kit fills it with the largest blocks that it takes. An upper bound of `Int.max` means an
  /// allocator that refuses when some part of it is used up, but not for all sizes.
  public static func bounded(byteCounts: ClosedRange<Int>) -> AllocatorTrait {
    AllocatorTrait(kind: .bounded(byteCounts))
  }

  /// It refuses every request of more than `byteCount` bytes, and takes this one.
  public static func maximumByteCount(_ byteCount: Int) -> AllocatorTrait {
    AllocatorTrait(kind: .maximumByteCount(byteCount))
  }

  /// It refuses every alignment above `alignment`, a power of two, and says so by `supports(byteCount:alignment:)`.
  public static func maximumAlignment(_ alignment: Int) -> AllocatorTrait {
    AllocatorTrait(kind: .maximumAlignment(alignment))
  }

  /// It refuses alignments above `alignment` for requests of up to `byteCount` bytes; larger ones are bounded by
  /// ``maximumAlignment(_:)``, or by nothing.
  ///
  /// For what sends small requests to a part of its own, such as a pool, and nowhere else. Several of them are steps:
  /// each holds for the sizes above the next smaller one. It must agree with `supports(byteCount:alignment:)`.
  public static func maximumAlignment(_ alignment: Int, upToByteCount byteCount: Int) -> AllocatorTrait {
    AllocatorTrait(kind: .smallAlignment(alignment, upTo: byteCount))
  }

  /// It takes every alignment for requests of up to `byteCount` bytes, whatever ``maximumAlignment(_:)`` says of larger
  /// ones.
  public static func anyAlignment(upToByteCount byteCount: Int) -> AllocatorTrait {
    AllocatorTrait(kind: .smallAlignment(Int.max, upTo: byteCount))
  }

  /// In which order freed memory can be used again.
  public static func reclaims(_ reclamation: Reclamation) -> AllocatorTrait {
    AllocatorTrait(kind: .reclaims(reclamation))
  }
}

extension AllocatorTrait: CustomStringConvertible {
  /// The trait in Swift.
  public var description: String {
    switch kind {
    case .ownsBlocks: ".ownsBlocks"
    case .threadSafe(let sharesParent): sharesParent ? ".threadSafeOnSharedParent" : ".threadSafe"
    case .growsInPlace: ".growsInPlace"
    case .shrinksByMoving: ".shrinksByMoving"
    case .fixedBlock(let byteCount): ".fixedBlock(\(byteCount))"
    case .bounded(let byteCounts):
      byteCounts.lowerBound == byteCounts.upperBound
        ? ".bounded(byteCount: \(byteCounts.lowerBound))"
        : ".bounded(byteCounts: \(byteCounts.lowerBound)..."
          + (byteCounts.upperBound == Int.max ? "Int.max)" : "\(byteCounts.upperBound))")
    case .maximumByteCount(let byteCount): ".maximumByteCount(\(byteCount))"
    case .maximumAlignment(let alignment): ".maximumAlignment(\(alignment))"
    case .smallAlignment(Int.max, let byteCount): ".anyAlignment(upToByteCount: \(byteCount))"
    case .smallAlignment(let alignment, let byteCount):
      ".maximumAlignment(\(alignment), upToByteCount: \(byteCount))"
    case .reclaims(.inAnyOrder): ".reclaims(.inAnyOrder)"
    case .reclaims(.lifoOnly): ".reclaims(.lifoOnly)"
    case .reclaims(.never): ".reclaims(.never)"
    }
  }
}
