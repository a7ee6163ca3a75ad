public import AllocatorTesting

/// Where decisions come from: a seed, or bytes that a fuzzer makes up.
public protocol Choices {
  /// A number from zero up to, not including, `bound`.
  mutating func number(below bound: Int) -> Int
}

/// Decisions read from bytes; zero when they are used up.
public struct ByteChoices: Choices {
  private var bytes: ArraySlice<UInt8>

  public init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  public mutating func number(below bound: Int) -> Int {
    var number = 0
    var limit = 1
    while limit < bound, let byte = bytes.popFirst() {
      number = number << 8 | Int(byte)
      limit <<= 8
    }
    return number % bound
  }
}

extension RandomSource: Choices {}
