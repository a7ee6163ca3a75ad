extension FittedRuns where Source: ~Copyable {
  /// Shrinks a block, or grows it into the free one behind it.
  ///
  /// - Complexity: O(1), and O(pages), beside what the runs cost, for those that return to the runs.
  @inlinable public func resize(_ block: UnsafeMutableRawPointer, _ byteCount: Int) -> Bool {
    let need = (max(byteCount, 24) &+ 8 &+ 15) & ~15
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
      unsafe setHeader(after, header(after) | Self.previousInUse)
      unsafe free(tail)
    } else {
      unsafe setHeader(block, size | Self.inUse | previousFlag)
      let after = unsafe block + size
      unsafe setHeader(after, header(after) | Self.previousInUse)
    }
    return true
  }

  /// A block at a multiple of `alignment`, more than 16: what lies before it is free again.
  ///
  /// - Complexity: That of `allocate(_:)` for `byteCount` and `alignment` bytes together, and of `resize(_:_:)`.
  @inlinable public func allocate(_ byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    guard let block = unsafe allocateFitted((byteCount &+ alignment &+ Self.smallest &+ 23) & ~15) else { return nil }
    let lead = Int((UInt(bitPattern: block) &+ UInt(alignment) &- 1) & ~UInt(alignment &- 1) &- UInt(bitPattern: block))
    var aligned = unsafe block
    if lead > 0 {
      let distance = unsafe lead >= Self.smallest ? lead : lead &+ alignment
      let word = unsafe header(block)
      unsafe aligned = unsafe block + distance
      unsafe setHeader(aligned, (word & ~Self.flags) &- distance | Self.inUse | Self.previousInUse)
      unsafe setHeader(block, distance | Self.inUse | word & Self.previousInUse)
      unsafe free(block)
    }
    _ = unsafe resize(aligned, byteCount)
    return unsafe aligned
  }
}
