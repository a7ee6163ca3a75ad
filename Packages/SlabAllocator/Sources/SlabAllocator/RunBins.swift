/// Free runs of pages by length: exact up to 32 pages, then eight bins a doubling.
@safe
@frozen
@usableFromInline
struct RunBins {
  @inlinable static var count: Int { 128 }
  @usableFromInline let heads: UnsafeMutablePointer<UInt32>
  @usableFromInline var low: UInt64 = 0
  @usableFromInline var high: UInt64 = 0
  /// The pages in all runs.
  @usableFromInline var pageCount = 0

  @inlinable init(heads: UnsafeMutablePointer<UInt32>) { unsafe self.heads = unsafe heads }

  @inlinable static func bin(of pageCount: Int) -> Int {
    if pageCount <= 32 { return pageCount &- 1 }
    let exponent = 63 &- pageCount.leadingZeroBitCount
    let index = 32 &+ (exponent &- 5) &* 8 &+ ((pageCount &>> (exponent &- 3)) & 7)
    return min(index, count &- 1)
  }

  /// The first bin at or after `bin` that holds a run.
  @inlinable func firstBin(from bin: Int) -> Int? {
    if bin < 64 {
      let word = low & (~0 &<< UInt64(truncatingIfNeeded: bin))
      if word != 0 { return word.trailingZeroBitCount }
    }
    let word = bin <= 64 ? high : bin < 128 ? high & (~0 &<< UInt64(truncatingIfNeeded: bin &- 64)) : 0
    return word != 0 ? 64 &+ word.trailingZeroBitCount : nil
  }

  /// The last bin before `bin` that holds a run.
  @inlinable func lastBin(before bin: Int) -> Int? {
    if bin > 64 {
      let word = bin >= 128 ? high : high & ((1 &<< UInt64(truncatingIfNeeded: bin &- 64)) &- 1)
      if word != 0 { return 127 &- word.leadingZeroBitCount }
    }
    let word = bin >= 64 ? low : low & ((1 &<< UInt64(truncatingIfNeeded: bin)) &- 1)
    return word != 0 ? 63 &- word.leadingZeroBitCount : nil
  }

  @inlinable mutating func insert(_ page: Int, _ pageCount: Int, entries: UnsafeMutablePointer<PageEntry>) {
    let bin = Self.bin(of: pageCount)
    let head = unsafe heads[bin]
    unsafe entries[page].next = head
    unsafe entries[page].previous = 0
    if head != 0 { unsafe entries[Int(head)].previous = UInt32(truncatingIfNeeded: page) }
    unsafe heads[bin] = UInt32(truncatingIfNeeded: page)
    if bin < 64 { low |= 1 &<< UInt64(bin) } else { high |= 1 &<< UInt64(bin &- 64) }
    self.pageCount &+= pageCount
  }

  @inlinable mutating func remove(_ page: Int, _ pageCount: Int, entries: UnsafeMutablePointer<PageEntry>) {
    let bin = Self.bin(of: pageCount)
    let next = unsafe entries[page].next
    let previous = unsafe entries[page].previous
    if next != 0 { unsafe entries[Int(next)].previous = previous }
    if previous != 0 {
      unsafe entries[Int(previous)].next = next
    } else {
      unsafe heads[bin] = next
      if next == 0 {
        if bin < 64 { low &= ~(1 &<< UInt64(bin)) } else { high &= ~(1 &<< UInt64(bin &- 64)) }
      }
    }
    self.pageCount &-= pageCount
  }

  /// The shortest run of at least `pageCount` pages, as far as bins show.
  @inlinable func find(_ pageCount: Int, entries: UnsafeMutablePointer<PageEntry>) -> Int? {
    var start = Self.bin(of: pageCount)
    if pageCount > 32 {
      var best = 0
      var page = unsafe Int(heads[start])
      var steps = 0
      while page != 0 && (steps < 16 || start == Self.count &- 1) {
        let length = unsafe entries[page].pageCount
        if unsafe length >= pageCount && (best == 0 || length < entries[best].pageCount) { best = page }
        page = unsafe Int(entries[page].next)
        steps &+= 1
      }
      if best != 0 { return best }
      start &+= 1
    }
    guard let bin = firstBin(from: start) else { return nil }
    return unsafe Int(heads[bin])
  }
}
