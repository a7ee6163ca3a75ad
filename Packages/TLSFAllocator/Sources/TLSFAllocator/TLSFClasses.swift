/// The two levels of size classes: pure arithmetic.
///
/// The first level is the power of two in a size, the second divides it into equal steps: 32, or 16 where words have 32
/// bits. Sizes below the first power of two that can be divided so are multiples of the unit, in row 0. M. Masmano,
/// I. Ripoll, A. Crespo and J. Real, "TLSF: a New Dynamic Memory Allocator for Real-Time Systems", 2004.
@usableFromInline
enum TLSFClasses {
  /// Sizes and addresses of chunks are multiples of two words.
  static var unit: Int { 2 * MemoryLayout<Int>.size }

  static var stepLogarithm: Int { Int.bitWidth == 64 ? 5 : 4 }

  /// The number of classes in a row.
  static var stepCount: Int { 1 << stepLogarithm }

  /// Where rows of powers of two begin, as a binary logarithm: 512 bytes, or 128 where words have 32 bits.
  static var linearLogarithm: Int { stepLogarithm + unit.trailingZeroBitCount }

  /// The number of rows: a word has a bit for each.
  static var rowCount: Int { Int.bitWidth == 64 ? 32 : 24 }

  /// No chunk is as large as this.
  static var limit: Int { 1 << (linearLogarithm + rowCount - 1) }

  /// A row and a step in it.
  struct Class: Equatable {
    var row: Int
    var step: Int
  }

  /// The class that holds free chunks of a size: a multiple of the unit, less than the limit.
  static func holding(_ byteCount: Int) -> Class {
    let logarithm = SizeArithmetic.floorOfBinaryLogarithm(byteCount)
    guard logarithm >= linearLogarithm else { return Class(row: 0, step: byteCount / unit) }
    return Class(
      row: logarithm &- linearLogarithm &+ 1,
      step: byteCount &>> (logarithm &- stepLogarithm) & (stepCount &- 1))
  }

  /// The lowest class all of whose chunks have at least a size: the row may be one too many.
  static func sufficient(for byteCount: Int) -> Class {
    let logarithm = SizeArithmetic.floorOfBinaryLogarithm(byteCount)
    guard logarithm >= linearLogarithm else { return Class(row: 0, step: byteCount / unit) }
    return holding(byteCount &+ (1 &<< (logarithm &- stepLogarithm)) &- 1)
  }
}
