/// Size classes of which a number of steps makes a doubling, as in jemalloc: with 4 steps, 16, 32, 48, 64, 80, 96, 112,
/// 128, 160, 192, 224, 256, 320, … bytes.
///
/// Choose them for a wide range of sizes: few classes, and no block beyond the first doublings wastes more than one
/// part in `stepsPerDoubling` of itself. Up to twice `stepsPerDoubling` quanta the steps are equal, one quantum each. A
/// class is found by a count of leading zeros and shifts, without a branch or a table.
///
/// Each operation is O(1) unless it says otherwise.
@frozen
public struct GeometricSizeClasses: SizeClasses, Hashable {
  public let count: Int
  @usableFromInline let quantumShift: Int
  @usableFromInline let stepShift: Int

  /// Classes from `quantum` to at least `byteCount` bytes.
  ///
  /// - Parameters:
  ///   - quantum: The smallest class and the smallest step, in bytes; a power of two.
  ///   - byteCount: A size that is served, in bytes, from 1 to a quarter of the address space; the largest class is the
  ///     one that serves it.
  ///   - stepsPerDoubling: The number of classes from a size to its double; a power of two, usually 4 or 8.
  /// - Complexity: O(1).
  @inlinable
  public init(quantum: Int = 16, upTo byteCount: Int, stepsPerDoubling: Int) {
    if !SizeArithmetic.isPowerOfTwo(quantum) { _stop("the quantum of size classes is not a power of two") }
    if !SizeArithmetic.isPowerOfTwo(stepsPerDoubling) {
      _stop("the number of size classes in a doubling is not a power of two")
    }
    quantumShift = SizeArithmetic.floorOfBinaryLogarithm(quantum)
    stepShift = SizeArithmetic.floorOfBinaryLogarithm(stepsPerDoubling)
    if byteCount < 1 || byteCount > Int.max / 2 + 1 || quantumShift + stepShift > Int.bitWidth - 3 {
      _stop("size classes must serve at least 1 byte and at most a quarter of the address space")
    }
    count =
      GeometricSizeClasses.index(of: byteCount, quantumShift: quantumShift, stepShift: stepShift) + 1
  }

  /// The smallest class, in bytes.
  @inlinable
  public var quantum: Int { 1 &<< quantumShift }

  /// The number of classes from a size to its double.
  @inlinable
  public var stepsPerDoubling: Int { 1 &<< stepShift }

  @inline(always)
  @inlinable
  public func index(unchecked byteCount: Int) -> Int {
    GeometricSizeClasses.index(of: byteCount, quantumShift: quantumShift, stepShift: stepShift)
  }

  @inlinable
  public func byteCount(of index: Int) -> Int {
    GeometricSizeClasses.byteCount(of: index, quantumShift: quantumShift, stepShift: stepShift)
  }

  /// The class of a size, for parameters that are known when compiling: then this is a few instructions.
  ///
  /// - Parameters:
  ///   - byteCount: A size, in bytes; zero or more.
  ///   - quantumShift: The binary logarithm of the quantum.
  ///   - stepShift: The binary logarithm of the number of steps in a doubling.
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public static func index(of byteCount: Int, quantumShift: Int, stepShift: Int) -> Int {
    // The last byte's number, in quanta: its leading `stepShift + 1` bits are the step, their distance the doubling.
    let last = (byteCount &- (byteCount == 0 ? 0 : 1)) &>> quantumShift
    let exponent = SizeArithmetic.floorOfBinaryLogarithm(last | 1 &<< stepShift) &- stepShift
    return exponent &<< stepShift &+ last &>> exponent
  }

  /// The size of a class's blocks in bytes, for parameters that are known when compiling.
  ///
  /// - Parameters:
  ///   - index: A class; zero or more.
  ///   - quantumShift: The binary logarithm of the quantum.
  ///   - stepShift: The binary logarithm of the number of steps in a doubling.
  /// - Complexity: O(1).
  @inlinable
  public static func byteCount(of index: Int, quantumShift: Int, stepShift: Int) -> Int {
    let exponent = max(index &>> stepShift &- 1, 0)
    return (index &- exponent &<< stepShift &+ 1) &<< (exponent &+ quantumShift)
  }
}

extension SizeClasses where Self == GeometricSizeClasses {
  /// A number of classes for each doubling: see ``GeometricSizeClasses/init(quantum:upTo:stepsPerDoubling:)``.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func geometric(
    quantum: Int = 16, upTo byteCount: Int, stepsPerDoubling: Int
  ) -> GeometricSizeClasses {
    GeometricSizeClasses(quantum: quantum, upTo: byteCount, stepsPerDoubling: stepsPerDoubling)
  }
}
