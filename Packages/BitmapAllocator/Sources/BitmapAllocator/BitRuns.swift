/// Runs of ones in a word of 64 bits: pure arithmetic.
@usableFromInline
enum BitRuns {
  /// A word whose ones are where a run of at least `count` ones begins in `word`.
  ///
  /// Each step looks at runs up to twice as long as the step before.
  ///
  /// - Parameter count: The length of the run, from 1 to 64.
  @inlinable
  static func starts(of count: Int, in word: UInt64) -> UInt64 {
    var starts = word
    var length = 1
    while length < count {
      let step = min(length, count &- length)
      starts &= starts &>> UInt64(truncatingIfNeeded: step)
      length &+= step
    }
    return starts
  }

  /// The largest exponent `k`, from 0 to 6, such that `word` has a run of `1 << k` ones; `word` is not zero.
  @inlinable
  static func longestClass(in word: UInt64) -> Int {
    var starts = word
    for exponent in 0..<6 {
      starts &= starts >> (1 << UInt64(exponent))
      if starts == 0 { return exponent }
    }
    return 6
  }

  /// The word whose `count` ones begin at bit `first`; they may reach its end, not beyond.
  @inlinable
  static func mask(from first: Int, count: Int) -> UInt64 {
    (~0 &>> UInt64(truncatingIfNeeded: 64 &- count)) &<< UInt64(truncatingIfNeeded: first)
  }

  /// The word that the first of some bits lies in, the bits that lie in it, and how many they are.
  @inline(always)
  static func firstWord(of bits: Range<Int>) -> (word: Int, mask: UInt64, count: Int) {
    let first = bits.lowerBound & 63
    let count = min(64 &- first, bits.upperBound &- bits.lowerBound)
    return (bits.lowerBound &>> 6, mask(from: first, count: count), count)
  }
}
