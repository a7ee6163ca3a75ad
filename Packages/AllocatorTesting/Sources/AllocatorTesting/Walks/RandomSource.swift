/// A small generator of random numbers with the same sequence for the same seed everywhere.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). It also runs under
/// Embedded Swift, where the system's generator may be missing.
///
/// Each operation is O(1) unless it says otherwise.
public struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator whose sequence depends on `seed` alone.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number from zero up to, not including, `bound`, which is positive.
  public mutating func number(below bound: Int) -> Int {
    Int(next() % UInt64(bound))
  }

  /// Whether an event of `percent` in a hundred happens.
  public mutating func chance(_ percent: Int) -> Bool { number(below: 100) < percent }
}

extension RandomSource {
  /// Without this the standard library's way round 32-bit words would make sequences differ between platforms.
  mutating func element<Element>(of choices: [Element]) -> Element { choices[number(below: choices.count)] }
}
