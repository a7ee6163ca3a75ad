/// A division of sizes into classes, each served by blocks of one size: pure arithmetic, without memory.
///
/// Everything that has size classes shares these: buckets, slabs, thread caches. Three kinds: ``LinearSizeClasses``
/// (equal steps), ``GeometricSizeClasses`` (a number of steps for each doubling) and ``TabulatedSizeClasses`` (any
/// sizes, given as data). The class of a size is found by shifts or by one look-up, whatever the number of classes.
///
/// Classes are numbered from 0 in ascending order of size. A class serves the sizes above those of the class before it,
/// up to its own; class 0 serves zero bytes, too, unless the kind says otherwise.
public protocol SizeClasses: Sendable {
  /// The number of classes; at least 1.
  var count: Int { get }

  /// The class of a size, without a check that there is one.
  ///
  /// - Parameter byteCount: A size, in bytes; zero or more.
  /// - Returns: The smallest class whose blocks have room for it; when there is none, a number that is not in
  ///   `0..<count`.
  /// - Complexity: O(1).
  func index(unchecked byteCount: Int) -> Int

  /// The size of a class's blocks, in bytes.
  ///
  /// - Parameter index: A class, in `0..<count`.
  /// - Complexity: O(1).
  func byteCount(of index: Int) -> Int
}

extension SizeClasses {
  /// The class of a size, or `nil` when no class serves it.
  ///
  /// - Parameter byteCount: A size, in bytes; zero or more.
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public func index(for byteCount: Int) -> Int? {
    let index = index(unchecked: byteCount)
    return UInt(bitPattern: index) < UInt(bitPattern: count) ? index : nil
  }

  /// The largest size that is served, in bytes.
  @inlinable
  public var largestByteCount: Int { byteCount(of: count &- 1) }

  /// The sizes of all classes, in ascending order.
  ///
  /// - Complexity: O(`count`).
  public var byteCounts: [Int] { (0..<count).map(byteCount(of:)) }
}

/// Size classes in equal steps: 16, 32, 48, 64, … bytes.
///
/// Choose them for a narrow range of sizes: no block wastes more than a step less one byte. A class is found by a
/// subtraction and a shift.
///
/// Each operation is O(1) unless it says otherwise.
@frozen
public struct LinearSizeClasses: SizeClasses, Hashable {
  /// The largest size that is too small, in bytes; zero when every size of up to ``largestByteCount`` is served.
  public let floor: Int
  public let count: Int
  @usableFromInline let shift: Int

  /// A class for each step of sizes from `floor` to `byteCount`.
  ///
  /// - Parameters:
  ///   - floor: The largest size that is *not* served, in bytes; with zero, requests of zero bytes are served.
  ///   - byteCount: The largest size that is served, in bytes: a multiple of `step` more than `floor`.
  ///   - step: The width of a class, in bytes; a power of two.
  /// - Complexity: O(1).
  @inlinable
  public init(above floor: Int = 0, upTo byteCount: Int, step: Int) {
    if !SizeArithmetic.isPowerOfTwo(step) { _stop("the step of size classes is not a power of two") }
    if floor < 0 || byteCount <= floor || (byteCount - floor) % step != 0 {
      _stop("the largest size of size classes is not a number of steps above their floor")
    }
    self.floor = floor
    shift = SizeArithmetic.floorOfBinaryLogarithm(step)
    count = (byteCount - floor) >> shift
  }

  /// The width of a class, in bytes.
  @inlinable
  public var step: Int { 1 &<< shift }

  @inline(always)
  @inlinable
  public func index(unchecked byteCount: Int) -> Int {
    // A size of zero belongs to the first class, where the first class starts at zero.
    let offset = byteCount &- floor &- 1
    return (byteCount == 0 && floor == 0 ? 0 : offset) &>> shift
  }

  @inlinable
  public func byteCount(of index: Int) -> Int { floor &+ (index &+ 1) &<< shift }
}

extension SizeClasses where Self == LinearSizeClasses {
  /// A class for each step of sizes: see ``LinearSizeClasses/init(above:upTo:step:)``.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func linear(above floor: Int = 0, upTo byteCount: Int, step: Int) -> LinearSizeClasses {
    LinearSizeClasses(above: floor, upTo: byteCount, step: step)
  }
}
