public import AllocatorCore

/// The state of ``FittedRuns``.
///
/// Each operation is O(1) unless it says otherwise.
@safe
@frozen
public struct FittedState {
  @usableFromInline var low: UInt64 = 0
  @usableFromInline var high: UInt64 = 0
  @usableFromInline var freeByteCount = 0
  @usableFromInline var pageCount = 0
  @usableFromInline var heads: InlineArray<128, UnsafeMutableRawPointer?>
  @inlinable public init() { unsafe heads = unsafe InlineArray(repeating: nil) }

  /// Up to 1024 every 64 bytes, then 16 steps a doubling.
  @inlinable static func bin(of byteCount: Int) -> Int {
    if byteCount < 1024 { return byteCount &>> 6 }
    let exponent = 63 &- byteCount.leadingZeroBitCount
    return min(16 &+ (exponent &- 10) &* 16 &+ ((byteCount &>> (exponent &- 4)) & 15), 127)
  }
}

/// Medium blocks, about one to 32 KiB, divided by best fit out of segments of pages.
///
/// A handle on a ``FittedState``. Where classes of such sizes would each keep pages of their own, here every size uses
/// what another left. A block has a header of eight bytes before it: its whole size, a multiple of 16, with whether it is in
/// use and whether the one before it is; and the size again, which its owner reads without a lock, since it does not
/// change as long as the block is in use. A free block ends in its size, too, and joins its neighbors. A segment ends
/// in a header of size 0, and returns to the pool of runs when nothing is left in it, or in four pages in its middle.
/// The best fit is that of two-level segregated lists (Masmano, Ripoll, Crespo and Real, 2004), with sixteen bins a
/// doubling. ``QuickBlocks`` in front keep a few blocks that were deallocated last.
///
/// Each operation is O(1) unless it says otherwise.
@unsafe
@frozen
public struct FittedRuns<Source: PageSource & ~Copyable> {
  @usableFromInline let state: UnsafeMutablePointer<FittedState>
  @usableFromInline let runs: PageRuns<Source>
  @inlinable public init(state: UnsafeMutablePointer<FittedState>, runs: PageRuns<Source>) {
    unsafe self.state = unsafe state
    unsafe self.runs = unsafe runs
  }

  /// The heads lie behind two words of 64 bits and two others.
  @inlinable static var headsOffset: Int { 16 &+ 2 &* MemoryLayout<Int>.stride }
  @inlinable static var inUse: Int { 1 }
  @inlinable static var previousInUse: Int { 2 }
  @inlinable static var flags: Int { 15 }
  @inlinable static var smallest: Int { 32 }
  @inlinable static var growthPageCount: Int { 16 }
  @inlinable static var fewestPageCount: Int { 4 }

  @inlinable func header(_ block: UnsafeMutableRawPointer) -> Int {
    unsafe Int(truncatingIfNeeded: (block - 8).load(as: UInt32.self))
  }
  @inlinable func setHeader(_ block: UnsafeMutableRawPointer, _ word: Int) {
    unsafe setFlags(block, word)
    unsafe (block - 4).storeBytes(of: UInt32(truncatingIfNeeded: word & ~Self.flags), as: UInt32.self)
  }
  /// Sets a header that has this size already: another thread may be the block's owner, and read the size.
  @inlinable func setFlags(_ block: UnsafeMutableRawPointer, _ word: Int) {
    unsafe (block - 8).storeBytes(of: UInt32(truncatingIfNeeded: word), as: UInt32.self)
  }
  @inlinable func whole(_ block: UnsafeMutableRawPointer) -> Int { unsafe header(block) & ~Self.flags }
  @inlinable func head(_ bin: Int) -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
    unsafe (UnsafeMutableRawPointer(state) + Self.headsOffset).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
      + bin
  }

  /// The bytes that a block can hold.
  @inlinable public func capacity(_ block: UnsafeMutableRawPointer) -> Int { unsafe QuickBlocks.whole(block) &- 8 }

  /// The size of all segments, and of what is free in them, in bytes.
  @inlinable public var segmentByteCount: Int { unsafe state.pointee.pageCount &* PageTable.pageByteCount }
  @inlinable public var freeByteCount: Int { unsafe state.pointee.freeByteCount }

  // Free lists: next in the first word, previous in the second, the size in the last word of the block.

  @inlinable func insert(_ block: UnsafeMutableRawPointer, _ byteCount: Int, previousFlag: Int) {
    unsafe setHeader(block, byteCount | previousFlag)
    unsafe (block + (byteCount &- 16)).storeBytes(of: byteCount, as: Int.self)
    let bin = FittedState.bin(of: byteCount)
    let next = unsafe head(bin).pointee
    unsafe block.storeBytes(of: next, as: UnsafeMutableRawPointer?.self)
    unsafe block.storeBytes(of: nil, toByteOffset: 8, as: UnsafeMutableRawPointer?.self)
    unsafe next?.storeBytes(of: block, toByteOffset: 8, as: UnsafeMutableRawPointer?.self)
    unsafe head(bin).pointee = unsafe block
    if bin < 64 {
      unsafe state.pointee.low |= 1 &<< UInt64(bin)
    } else {
      unsafe state.pointee.high |= 1 &<< UInt64(bin &- 64)
    }
    unsafe state.pointee.freeByteCount &+= byteCount
  }
  @inlinable func remove(_ block: UnsafeMutableRawPointer, _ byteCount: Int) {
    let next = unsafe block.load(as: UnsafeMutableRawPointer?.self)
    let previous = unsafe block.load(fromByteOffset: 8, as: UnsafeMutableRawPointer?.self)
    unsafe next?.storeBytes(of: previous, toByteOffset: 8, as: UnsafeMutableRawPointer?.self)
    if let previous = unsafe previous {
      unsafe previous.storeBytes(of: next, as: UnsafeMutableRawPointer?.self)
    } else {
      let bin = FittedState.bin(of: byteCount)
      unsafe head(bin).pointee = unsafe next
      if unsafe next == nil {
        if bin < 64 {
          unsafe state.pointee.low &= ~(1 &<< UInt64(bin))
        } else {
          unsafe state.pointee.high &= ~(1 &<< UInt64(bin &- 64))
        }
      }
    }
    unsafe state.pointee.freeByteCount &-= byteCount
  }

  /// A free block of at least `byteCount` bytes, the best that bins and a few steps find.
  @inlinable func find(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    let bin = FittedState.bin(of: byteCount)
    var block = unsafe head(bin).pointee
    var best: UnsafeMutableRawPointer? = nil
    var bestByteCount = Int.max
    var steps = 0
    while let candidate = unsafe block, steps < 8 || bin == 127 {
      let size = unsafe whole(candidate)
      if size >= byteCount && size < bestByteCount {
        unsafe best = unsafe candidate
        bestByteCount = size
      }
      unsafe block = unsafe candidate.load(as: UnsafeMutableRawPointer?.self)
      steps &+= 1
    }
    guard unsafe best == nil, let next = unsafe firstBin(from: bin &+ 1) else { return unsafe best }
    return unsafe head(next).pointee
  }

  /// The first bin at or after `bin` that holds a block.
  @inline(always)
  @inlinable func firstBin(from bin: Int) -> Int? {
    if bin < 64 {
      let word = unsafe state.pointee.low & (~0 &<< UInt64(truncatingIfNeeded: bin))
      if word != 0 { return word.trailingZeroBitCount }
    }
    guard bin < 128 else { return nil }
    let word = unsafe bin <= 64 ? state.pointee.high : state.pointee.high & (~0 &<< UInt64(bin &- 64))
    return word != 0 ? 64 &+ word.trailingZeroBitCount : nil
  }

  /// A block of at least `byteCount` bytes; `nil` when there is no room.
  ///
  /// - Complexity: O(1), and O(pages), beside what the runs cost, for a new segment; O(free blocks of such sizes) for
  ///   about 124 KiB and more.
  @inlinable public func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    unsafe allocateFitted(QuickBlocks.whole(for: byteCount))
  }

  @inlinable func allocateFitted(_ need: Int) -> UnsafeMutableRawPointer? {
    if let block = unsafe find(need) { return unsafe use(block, need) }
    guard let block = unsafe grow(need) else { return nil }
    return unsafe use(block, need)
  }

  /// Turns the beginning of a free block into one in use.
  @inlinable func use(_ block: UnsafeMutableRawPointer, _ need: Int) -> UnsafeMutableRawPointer {
    let size = unsafe whole(block)
    unsafe remove(block, size)
    let previousFlag = unsafe header(block) & Self.previousInUse
    let rest = size &- need
    if unsafe rest >= Self.smallest {
      unsafe setHeader(block, need | Self.inUse | previousFlag)
      unsafe insert(block + need, rest, previousFlag: Self.previousInUse)
    } else {
      unsafe setHeader(block, size | Self.inUse | previousFlag)
      let next = unsafe block + size
      unsafe setFlags(next, header(next) | Self.previousInUse)
    }
    return unsafe block
  }

  /// Pages for a segment that hold memory already: a run that the block fills, a longer one, or a whole short one.
  @inlinable func takeResident(_ pageCount: Int, _ need: Int) -> (page: Int, count: Int) {
    let length = unsafe fitPageCount(pageCount)
    let waste = (pageCount &<< 12) &- need
    if unsafe length >= pageCount && length < Self.growthPageCount && waste < (pageCount &<< 12) / 8 {
      return unsafe (runs.take(pageCount), pageCount)
    }
    let count = unsafe max(pageCount, Self.growthPageCount)
    if unsafe fitPageCount(count) >= count { return unsafe (runs.take(count), count) }
    let few = unsafe max(pageCount, Self.fewestPageCount)
    let rest = unsafe fitPageCount(few)
    return unsafe rest >= few ? (runs.take(rest), rest) : (0, 0)
  }

  /// The pages of the free run that holds memory and is taken for `pageCount` pages; 0 when there is none.
  @inlinable func fitPageCount(_ pageCount: Int) -> Int {
    let entries = unsafe runs.state.pointee.table.entries
    guard let page = unsafe runs.state.pointee.table.dirty.find(pageCount, entries: entries) else { return 0 }
    return unsafe Int(entries[page].pageCount)
  }

  /// A new segment, as one free block.
  @inlinable func grow(_ need: Int) -> UnsafeMutableRawPointer? {
    let pageCount = (need &+ 16 &+ 4095) &>> 12
    var (page, count) = unsafe takeResident(pageCount, need)
    if page == 0 {
      count = unsafe max(pageCount, Self.growthPageCount, min(256, state.pointee.pageCount / 8))
      page = unsafe runs.take(count)
      if page == 0 {
        count = pageCount
        page = unsafe runs.take(count)
      }
    }
    if page == 0 { return nil }
    unsafe state.pointee.pageCount &+= count
    for i in 0..<count {
      unsafe runs.state.pointee.table.kinds[page &+ i] = PageKind.fitted
      unsafe runs.state.pointee.table.entries[page &+ i].beginsSegment = i == 0
    }
    let start = unsafe runs.state.pointee.table.address(of: page)
    let block = unsafe start + 16
    let size = count &<< 12 &- 16
    let end = unsafe block + size
    unsafe setHeader(end, Self.inUse)
    return unsafe join(block, size, previousFlag: Self.previousInUse)
  }

  /// Makes a free block of this memory and what is free beside it; returns the segment when nothing else is in it.
  @inlinable func join(_ block: UnsafeMutableRawPointer, _ byteCount: Int, previousFlag: Int)
    -> UnsafeMutableRawPointer
  {
    unsafe insert(block, byteCount, previousFlag: previousFlag)
    let next = unsafe block + byteCount
    unsafe setFlags(next, header(next) & ~Self.previousInUse)
    return unsafe block
  }

  /// Deallocates a block: joins it with what is free beside it.
  ///
  /// - Complexity: O(1), and O(pages), beside what the runs cost, for those that return to the runs.
  @inlinable public func deallocate(_ block: UnsafeMutableRawPointer) {
    var block = unsafe block
    let word = unsafe header(block)
    var size = unsafe word & ~Self.flags
    var previousFlag = unsafe word & Self.previousInUse
    if previousFlag == 0 {
      let before = unsafe (block - 16).load(as: Int.self)
      unsafe block -= before
      unsafe remove(block, before)
      size &+= before
      previousFlag = unsafe header(block) & Self.previousInUse
    }
    let next = unsafe block + size
    let nextWord = unsafe header(next)
    if unsafe nextWord & Self.inUse == 0 {
      unsafe remove(next, nextWord & ~Self.flags)
      unsafe size &+= nextWord & ~Self.flags
    }
    unsafe releaseOrInsert(block, size, previousFlag: previousFlag)
  }

  /// Whole pages in the middle of a large free block go back to the pool; the rest is free memory here.
  @inlinable func releaseOrInsert(_ block: UnsafeMutableRawPointer, _ size: Int, previousFlag: Int) {
    let start = UInt(bitPattern: block) &- 8
    let end = start &+ UInt(size)
    // A segment begins 8 bytes before its first header, and ends 8 bytes behind its last block.
    let beginsSegment =
      unsafe start & 4095 == 8
      && runs.state.pointee.table.entries[runs.state.pointee.table.page(of: block)].beginsSegment
    let endsSegment = unsafe end & 4095 == 4088 && header(block + size) & ~Self.flags == 0
    let first = unsafe beginsSegment ? start &- 8 : roundUp(start &+ 32 &+ 8)
    let last = unsafe endsSegment ? end &+ 8 : roundDown(end &- 32 &- 8)
    let isWhole = beginsSegment && endsSegment
    guard last > first, isWhole || (!endsSegment && last &- first >= 4 &* 4096) else {
      _ = unsafe join(block, size, previousFlag: previousFlag)
      return
    }
    if !beginsSegment {
      // What is left before the pages ends in a last header of its own.
      let left = Int(first &- 8 &- start)
      unsafe setHeader(block + left, Self.inUse)
      _ = unsafe join(block, left, previousFlag: previousFlag)
    }
    if !endsSegment {
      let right = unsafe UnsafeMutableRawPointer(bitPattern: last &+ 16).unsafelyUnwrapped
      unsafe runs.state.pointee.table.entries[runs.state.pointee.table.page(of: right)].beginsSegment = true
      _ = unsafe join(right, Int(end &- last &- 8), previousFlag: Self.previousInUse)
    }
    let page = unsafe runs.state.pointee.table.page(of: UnsafeRawPointer(bitPattern: first).unsafelyUnwrapped)
    let count = Int((last &- first) &>> 12)
    for i in 0..<count { unsafe runs.state.pointee.table.kinds[page &+ i] = PageKind.free }
    unsafe state.pointee.pageCount &-= count
    unsafe runs.give(page, count)
  }
  @inlinable func roundUp(_ x: UInt) -> UInt { (x &+ 4095) & ~4095 }
  @inlinable func roundDown(_ x: UInt) -> UInt { x & ~4095 }
}
