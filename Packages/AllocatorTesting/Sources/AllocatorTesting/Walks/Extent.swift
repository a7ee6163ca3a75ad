/// Which bytes of a block the kit writes and looks at, so that a block of gigabytes costs no more than a small one.
///
/// All bytes of a block of up to ``wholeByteCount``. Of a larger one the first half of that, 64 bytes at the start of
/// each of the next 256 pages and at each power of two from 2 MiB on, and the last 64. Except for the last ones they
/// do not depend on the block's size, so that what a larger block held can be looked at in a smaller one.
enum Extent {
  static let wholeByteCount = 1 << 17
  private static let sampleByteCount = 64
  private static let pageByteCount = 4096

  /// The parts of a large block, each at an offset that is divisible by eight.
  static func parts(of byteCount: Int) -> [Range<Int>] {
    let first = wholeByteCount / 2
    var parts = [0..<first]
    var offset = first
    for _ in 0..<256 where offset + sampleByteCount <= byteCount {
      parts.append(offset..<offset + sampleByteCount)
      offset += pageByteCount
    }
    var power = 1 << 21
    while power > 0, power <= byteCount - sampleByteCount {
      parts.append(power..<power + sampleByteCount)
      power = power << 1
    }
    let last = (byteCount - sampleByteCount) & ~7
    parts.append(last..<byteCount)
    return parts
  }

  /// How many bytes of a block of this size are written or looked at, or a few more.
  static func touchedByteCount(of byteCount: Int) -> Int { min(byteCount, wholeByteCount) }
}
