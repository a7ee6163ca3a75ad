// Blocks that were deallocated lately: most are asked for again at once, in the same size.
extension FittedRuns where Source: ~Copyable {
  /// The largest block that waits, and the most bytes that do.
  @inlinable static var largestQuick: Int { 2 << 10 }
  @inlinable static var quickLimit: Int { 16 << 10 }

  /// Where the list lies that blocks of this size wait in; others of sizes 1024 bytes apart may be there instead.
  @inlinable func quick(_ whole: Int) -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
    // Behind the heads.
    unsafe (UnsafeMutableRawPointer(state) + (Self.headsOffset &+ 128 &* MemoryLayout<Int>.stride)).assumingMemoryBound(
      to: UnsafeMutableRawPointer?.self)
      + (whole &>> 4) & 63
  }

  /// A block of exactly this size that waits.
  @inline(always)
  @inlinable func takeQuick(_ need: Int) -> UnsafeMutableRawPointer? {
    guard unsafe need <= Self.largestQuick else { return nil }
    let list = unsafe quick(need)
    guard let block = unsafe list.pointee, unsafe whole(block) == need else { return nil }
    unsafe list.pointee = unsafe block.load(as: UnsafeMutableRawPointer?.self)
    unsafe state.pointee.quickByteCount &-= need
    return unsafe block
  }

  /// Deallocates a block.
  ///
  /// - Complexity: O(1) amortized, since blocks that wait join their neighbors together; O(pages), beside what the runs
  ///   cost, for those that return to the runs.
  @inlinable public func deallocate(_ block: UnsafeMutableRawPointer) {
    let size = unsafe whole(block)
    guard unsafe size <= Self.largestQuick else { return unsafe free(block) }
    let list = unsafe quick(size)
    if let head = unsafe list.pointee, unsafe whole(head) != size { unsafe freeQuick(list) }
    unsafe block.storeBytes(of: list.pointee, as: UnsafeMutableRawPointer?.self)
    unsafe list.pointee = unsafe block
    unsafe state.pointee.quickByteCount &+= size
    if unsafe state.pointee.quickByteCount > Self.quickLimit { unsafe freeAllQuick() }
  }

  /// Joins the blocks of a list with their neighbors.
  @inline(never)
  @inlinable func freeQuick(_ list: UnsafeMutablePointer<UnsafeMutableRawPointer?>) {
    var next = unsafe list.pointee
    unsafe list.pointee = nil
    while let block = unsafe next {
      unsafe next = unsafe block.load(as: UnsafeMutableRawPointer?.self)
      unsafe state.pointee.quickByteCount &-= whole(block)
      unsafe free(block)
    }
  }

  /// Joins all blocks that wait with their neighbors.
  ///
  /// - Complexity: O(blocks that wait), which are bounded by a constant number of bytes together.
  @inline(never)
  @inlinable public func freeAllQuick() {
    for index in 0..<64 { unsafe freeQuick(quick(index &<< 4)) }
  }
}
