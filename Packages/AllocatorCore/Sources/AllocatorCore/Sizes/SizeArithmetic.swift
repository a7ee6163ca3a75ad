/// Arithmetic on sizes and alignments that returns `nil` instead of wrapping.
///
/// Pure functions on non-negative sizes in bytes; everything an allocator computes about sizes is computed here.
public enum SizeArithmetic {
  /// Whether `value` is a power of two: 1, 2, 4, …
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func isPowerOfTwo(_ value: Int) -> Bool {
    value > 0 && value & (value &- 1) == 0
  }

  /// `byteCount` rounded up to a multiple of `alignment`, a power of two; `nil` when that exceeds `Int.max`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func roundedUp(_ byteCount: Int, toMultipleOf alignment: Int) -> Int? {
    let (sum, overflow) = byteCount.addingReportingOverflow(alignment &- 1)
    return overflow ? nil : sum & ~(alignment &- 1)
  }

  /// `byteCount` rounded up to a multiple of `alignment`, for a size that is known not to exceed `Int.max` then: one
  /// that was rounded before, or that memory holds. Not for sizes that a user may choose.
  ///
  /// - Parameters:
  ///   - byteCount: A size in bytes; zero or more.
  ///   - alignment: A power of two.
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public static func roundedUp(unchecked byteCount: Int, toMultipleOf alignment: Int) -> Int {
    (byteCount &+ (alignment &- 1)) & ~(alignment &- 1)
  }

  /// `byteCount` rounded down to a multiple of `alignment`, a power of two.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func roundedDown(_ byteCount: Int, toMultipleOf alignment: Int) -> Int {
    byteCount & ~(alignment &- 1)
  }

  /// Whether a block that shrinks should move to a smaller place, where it cannot shrink in place: it saves at least
  /// half of its size, and a page of 4,096 bytes.
  ///
  /// - Parameters:
  ///   - oldByteCount: The size of the block, in bytes.
  ///   - newByteCount: The size it is to have, in bytes.
  /// - Complexity: O(1).
  @inlinable
  public static func isWorthMoving(from oldByteCount: Int, to newByteCount: Int) -> Bool {
    let saved = oldByteCount &- newByteCount
    return saved >= 4096 && saved >= newByteCount
  }

  /// `left + right`, or `nil` when that exceeds `Int.max`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func sum(_ left: Int, _ right: Int) -> Int? {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? nil : sum
  }

  /// `count * byteCount`, or `nil` when that exceeds `Int.max`. A negative count is a programming error.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func product(_ count: Int, _ byteCount: Int) -> Int? {
    if count < 0 { _stop("a count of elements is negative") }
    let (product, overflow) = count.multipliedReportingOverflow(by: byteCount)
    return overflow ? nil : product
  }

  /// The smallest exponent `k` with `1 << k >= value`, for a positive `value`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func ceilingOfBinaryLogarithm(_ value: Int) -> Int {
    Int.bitWidth &- (value &- 1).leadingZeroBitCount
  }

  /// The largest exponent `k` with `1 << k <= value`, for a positive `value`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func floorOfBinaryLogarithm(_ value: Int) -> Int {
    Int.bitWidth &- 1 &- value.leadingZeroBitCount
  }
}

/// Stops the program when a request makes no sense: a negative size, or an alignment that is not a power of two.
///
/// It is on the hot path of every allocation, so it is a `precondition`, without a text in optimized builds.
@inline(always)
@inlinable
public func _checkRequest(byteCount: Int, alignment: Int) {
  precondition(byteCount >= 0, "the size of a request is negative: ask for zero bytes or more")
  precondition(SizeArithmetic.isPowerOfTwo(alignment), "the alignment of a request is not a power of two")
}
