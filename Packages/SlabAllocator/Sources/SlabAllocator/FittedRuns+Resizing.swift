extension FittedRuns where Source: ~Copyable {
  /// Shrinks a block, or grows it into the free one behind it.
  ///
  /// - Complexity: O(1), and O(pages), beside what the runs cost, for those that return to the runs.
  @inlinable public func resize(_ block: UnsafeMutableRawPointer, _ byteCount: Int) -> Bool {
    let need = unsafe QuickBlocks.whole(for: byteCount)
    let word = unsafe header(block)
    var size = unsafe word & ~Self.flags
    if need > size {
      let next = unsafe block + size
      let nextWord = unsafe header(next)
      guard unsafe nextWord & Self.inUse == 0, unsafe size &+ (nextWord & ~Self.flags) >= need else { return false }
      unsafe remove(next, nextWord & ~Self.flags)
      unsafe size &+= nextWord & ~Self.flags
    }
    let rest = size &- need
    let previousFlag = unsafe word & Self.previousInUse
    if unsafe rest >= Self.smallest {
      unsafe setHeader(block, need | Self.inUse | previousFlag)
      let tail = unsafe block + need
      unsafe setHeader(tail, rest | Self.inUse | Self.previousInUse)
      let after = unsafe tail + rest
      unsafe setFlags(after, header(after) | Self.previousInUse)
      unsafe deallocate(tail)
    } else {
      unsafe setHeader(block, size | Self.inUse | previousFlag)
      let after = unsafe block + size
      unsafe setFlags(after, header(after) | Self.previousInUse)
    }
    return true
  }

  /// A block at a multiple of `alignment`, more than 16: what lies before it is free again.
  ///
  /// - Complexity: That of `allocate(_:)` for `byteCount` and `alignment` bytes together, and of `resize(_:_:)`.
  @inlinable public func allocate(_ byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    let need = unsafe QuickBlocks.whole(for: byteCount)
    let enough = unsafe need &+ alignment &+ Self.smallest
    guard
      let block = unsafe findAligned(need, alignment: alignment, upTo: enough).map({ unsafe use($0, whole($0)) })
        ?? allocateFitted(enough)
    else { return nil }
    let distance = unsafe distance(from: block, alignment: alignment)
    let aligned = unsafe block + distance
    if distance > 0 {
      let word = unsafe header(block)
      unsafe setHeader(aligned, (word & ~Self.flags) &- distance | Self.inUse | Self.previousInUse)
      unsafe setHeader(block, distance | Self.inUse | word & Self.previousInUse)
      unsafe deallocate(block)
    }
    _ = unsafe resize(aligned, byteCount)
    return unsafe aligned
  }

  /// From a block to the first multiple of `alignment` in it before which nothing or a block has room.
  @inlinable func distance(from block: UnsafeMutableRawPointer, alignment: Int) -> Int {
    let lead = Int((0 &- UInt(bitPattern: block)) & UInt(bitPattern: alignment &- 1))
    return unsafe lead == 0 || lead >= Self.smallest ? lead : lead &+ alignment
  }

  /// A free block in which `need` bytes fit at a multiple of `alignment`, among some of those that are not certainly long
  /// enough for it: what an aligned block leaves when it is freed.
  @inlinable func findAligned(_ need: Int, alignment: Int, upTo enough: Int) -> UnsafeMutableRawPointer? {
    let last = FittedState.bin(of: enough)
    var bin = FittedState.bin(of: need)
    var looks = 0
    while looks < 32, let next = unsafe firstBin(from: bin), next <= last {
      var candidate = unsafe head(next).pointee
      var steps = 0
      while let block = unsafe candidate, steps < 8 {
        if unsafe distance(from: block, alignment: alignment) &+ need <= whole(block) { return unsafe block }
        unsafe candidate = unsafe block.load(as: UnsafeMutableRawPointer?.self)
        steps &+= 1
      }
      looks &+= steps
      bin = next &+ 1
    }
    return nil
  }
}
