import AllocatorCore
import Testing

@Suite struct SizeArithmeticTests {
  /// Every value that a small width has, and values close to the powers of two and to the largest.
  static let samples: [Int] = {
    var samples = Set(0...130)
    for exponent in 7..<63 {
      for offset in -2...2 { samples.insert((1 << exponent) + offset) }
    }
    for distance in 0...130 { samples.insert(Int.max - distance) }
    return samples.sorted()
  }()

  static let alignments = (0..<63).map { 1 << $0 }

  @Test func `powers of two are those with one bit`() {
    for value in Self.samples + [-1, -2, -8, .min] {
      #expect(SizeArithmetic.isPowerOfTwo(value) == (value > 0 && value.nonzeroBitCount == 1), "\(value)")
    }
  }

  @Test func `rounding up returns the next multiple, or nil`() {
    for value in Self.samples {
      for alignment in Self.alignments {
        let remainder = value % alignment
        let missing = remainder == 0 ? 0 : alignment - remainder
        let (expected, overflow) = value.addingReportingOverflow(missing)
        let rounded = SizeArithmetic.roundedUp(value, toMultipleOf: alignment)
        // Where the exact result fits and the sum on the way to it does not, the result may be nil.
        if overflow {
          #expect(rounded == nil, "\(value) to a multiple of \(alignment)")
        } else {
          #expect(rounded == expected, "\(value) to a multiple of \(alignment)")
        }
      }
    }
  }

  @Test func `rounding down returns the previous multiple`() {
    for value in Self.samples {
      for alignment in Self.alignments {
        let rounded = SizeArithmetic.roundedDown(value, toMultipleOf: alignment)
        #expect(rounded == value - value % alignment, "\(value) to a multiple of \(alignment)")
      }
    }
  }

  @Test func `sums and products are exact, or nil`() {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<10_000 {
      let left = Int.random(in: 0 ... .max, using: &generator) >> Int.random(in: 0..<63, using: &generator)
      let right = Int.random(in: 0 ... .max, using: &generator) >> Int.random(in: 0..<63, using: &generator)
      let sum = Int128(left) + Int128(right)
      let product = Int128(left) * Int128(right)
      #expect(SizeArithmetic.sum(left, right) == Int(exactly: sum), "seed \(seed): \(left) + \(right)")
      #expect(SizeArithmetic.product(left, right) == Int(exactly: product), "seed \(seed): \(left) * \(right)")
    }
  }

  @Test func `logarithms bracket their argument`() {
    for value in Self.samples where value > 0 {
      let floor = SizeArithmetic.floorOfBinaryLogarithm(value)
      #expect(1 << floor <= value && (floor == 62 || value < 1 << (floor + 1)), "\(value)")
      let ceiling = SizeArithmetic.ceilingOfBinaryLogarithm(value)
      #expect((ceiling == 63 || value <= 1 << ceiling) && (ceiling == 0 || value > 1 << (ceiling - 1)), "\(value)")
    }
  }

  @Test func `a negative count stops the program`() async {
    await #expect(processExitsWith: .failure) { _ = SizeArithmetic.product(-1, 8) }
  }

  @Test func `a senseless request stops the program`() async {
    await #expect(processExitsWith: .failure) { _checkRequest(byteCount: -1, alignment: 8) }
    await #expect(processExitsWith: .failure) { _checkRequest(byteCount: 8, alignment: 0) }
    await #expect(processExitsWith: .failure) { _checkRequest(byteCount: 8, alignment: 24) }
    await #expect(processExitsWith: .failure) { _checkRequest(byteCount: 8, alignment: -8) }
    _checkRequest(byteCount: 0, alignment: 1)
    _checkRequest(byteCount: .max, alignment: 1 << 62)
  }
}
