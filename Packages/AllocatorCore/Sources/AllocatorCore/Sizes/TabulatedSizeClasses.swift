/// Size classes of any sizes, given as data: those that a program was measured to ask for, say.
///
/// A class is found by one look-up in a table, whatever the number of classes. The table has an entry of two bytes for
/// each *granule* up to the largest size, the largest power of two that divides all sizes: 2 KiB for sizes up to 8 KiB
/// that are multiples of 8. Sizes without a common divisor, and large ones, make a large table.
///
/// Comparing and hashing are O(entries of the table); each other operation is O(1) unless it says otherwise.
@frozen
public struct TabulatedSizeClasses: SizeClasses, Hashable {
  @usableFromInline let sizes: [Int]
  /// The class of each number of granules.
  @usableFromInline let classes: [UInt16]
  @usableFromInline let shift: Int

  /// A class for each of `byteCounts`.
  ///
  /// - Parameter byteCounts: The sizes in bytes: at least one and at most 65,535, positive and ascending, the largest less
  ///   than 16,777,216 times the granule.
  /// - Complexity: O(largest size / granule).
  public init(_ byteCounts: [Int]) {
    if byteCounts.isEmpty || byteCounts.count > Int(UInt16.max) {
      _stop("a table of size classes has no size, or more than 65,535")
    }
    var largest = 0
    var bits = 0
    for byteCount in byteCounts {
      if byteCount <= largest { _stop("the sizes in a table of size classes do not ascend from a positive one") }
      largest = byteCount
      bits |= byteCount
    }
    sizes = byteCounts
    shift = bits.trailingZeroBitCount
    if largest >> shift >= 1 << 24 {
      _stop("a table of size classes has at most 16,777,216 entries: its sizes have too small a common divisor")
    }
    var classes: [UInt16] = []
    classes.reserveCapacity(largest >> shift + 1)
    var index: UInt16 = 0
    for granules in 0...largest >> shift {
      if granules << shift > byteCounts[Int(index)] { index += 1 }
      classes.append(index)
    }
    self.classes = classes
  }

  @inlinable
  public var count: Int { sizes.count }

  @inline(always)
  @inlinable
  public func index(unchecked byteCount: Int) -> Int {
    // Rounded up, without wrapping near the largest size there is.
    let granules = (byteCount &- (byteCount == 0 ? 0 : 1)) &>> shift &+ (byteCount == 0 ? 0 : 1)
    return granules < classes.count ? Int(classes[granules]) : -1
  }

  @inlinable
  public func byteCount(of index: Int) -> Int { sizes[index] }
}

extension SizeClasses where Self == TabulatedSizeClasses {
  /// A class for each of some sizes: see ``TabulatedSizeClasses/init(_:)``.
  ///
  /// - Complexity: O(largest size / granule).
  @inlinable
  public static func table(_ byteCounts: [Int]) -> TabulatedSizeClasses { TabulatedSizeClasses(byteCounts) }
}
