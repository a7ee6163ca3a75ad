// What looks at free blocks one by one: it sorts the list of them by address first, which needs no memory.
extension FreeListState {
  /// Puts the free blocks in the order of their addresses.
  ///
  /// A list that was sorted and then only taken from is in order still, and is only read. Blocks that were freed in the
  /// order of their addresses, or in the opposite one, are one run.
  ///
  /// - Complexity: O(free blocks) when they are in order, otherwise O(free blocks × log(runs of blocks in order)).
  @usableFromInline
  mutating func sortFreeBlocks() {
    guard let first = unsafe head, unsafe Self.next(Self.endOfRun(first)) != nil else { return }
    unsafe head = withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: Int.bitWidth) { waiting in
      // A run at position k was merged of 2ᵏ. Two of the same kind are merged at once, most of them while they are in the
      // processor's cache.
      unsafe waiting.initialize(repeating: nil)
      var rest = unsafe head
      while var run = unsafe Self.takeRun(from: &rest) {
        var position = 0
        while let other = unsafe waiting[position] {
          unsafe waiting[position] = nil
          unsafe run = Self.merge(other, run)
          position += 1
        }
        unsafe waiting[position] = run
      }
      var all: UnsafeMutableRawPointer?
      for position in waiting.indices {
        guard let run = unsafe waiting[position] else { continue }
        if let others = unsafe all { unsafe all = Self.merge(run, others) } else { unsafe all = run }
      }
      return unsafe all
    }
  }

  /// The last block of the ascending run that starts with `block`.
  private static func endOfRun(_ block: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    var last = unsafe block
    while let block = unsafe next(last), unsafe last < block { unsafe last = unsafe block }
    return unsafe last
  }

  /// Takes the blocks off the beginning of a list that are in order, and turns those around that are in the opposite one.
  private static func takeRun(from list: inout UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let first = unsafe list else { return nil }
    var lowest = unsafe first
    let last = unsafe endOfRun(first)
    unsafe list = next(last)
    unsafe setNext(of: last, to: nil)
    if unsafe last == first {
      while let block = unsafe list, unsafe block < lowest {
        unsafe list = next(block)
        unsafe setNext(of: block, to: lowest)
        unsafe lowest = unsafe block
      }
    }
    return unsafe lowest
  }

  /// Merges two runs, and returns the first block of both.
  private static func merge(
    _ one: UnsafeMutableRawPointer, _ other: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    var (lower, higher) = unsafe one < other ? (one, other) : (other, one)
    let first = unsafe lower
    while let block = unsafe next(lower) {
      if unsafe block < higher {
        unsafe lower = unsafe block
      } else {
        unsafe setNext(of: lower, to: higher)
        unsafe (lower, higher) = unsafe (higher, block)
      }
    }
    unsafe setNext(of: lower, to: higher)
    return unsafe first
  }

  @inlinable
  static func next(_ block: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe block.load(as: UnsafeMutableRawPointer?.self)
  }

  static func setNext(of block: UnsafeMutableRawPointer, to next: UnsafeMutableRawPointer?) {
    unsafe block.storeBytes(of: next, as: UnsafeMutableRawPointer?.self)
  }

  /// Sets what follows `block` in the list of free blocks, or the list's first block where there is none before.
  mutating func setNext(of block: UnsafeMutableRawPointer?, to next: UnsafeMutableRawPointer?) {
    if let block = unsafe block {
      unsafe Self.setNext(of: block, to: next)
    } else {
      unsafe head = next
    }
  }

  /// Where the blocks of a chunk end that were allocated at least once since the last reset.
  @usableFromInline
  func carvedEnd(of chunk: UnsafeMutablePointer<FreeListChunk>) -> UnsafeMutableRawPointer {
    if unsafe chunk == carving { return unsafe cursor }
    return unsafe chunk.pointee.serial < carving.pointee.serial ? UnsafeMutableRawPointer(chunk) : blocks(of: chunk)
  }

  /// Takes the chunks, all but the first, of which no block is in use out of the pool.
  ///
  /// - Returns: Them, linked by `next`; their blocks are in no list any more.
  /// - Complexity: O(free blocks × log(free blocks) + chunks × log(chunks)).
  @usableFromInline
  mutating func removeUnusedChunks(
    first record: UnsafeMutablePointer<FreeListChunk>
  ) -> UnsafeMutablePointer<FreeListChunk>? {
    guard unsafe first.next != nil, liveCount < blockCount else { return nil }
    sortFreeBlocks()
    // One pass over the chunks and the free blocks, both by address: a chunk of which all carved blocks are free goes.
    var (last, free) = unsafe (nil as UnsafeMutableRawPointer?, head)
    var unused: UnsafeMutablePointer<FreeListChunk>?
    var chunk = unsafe chunk(above: nil)
    while let current = unsafe chunk {
      let lastBefore = unsafe last
      let carvedCount = unsafe (carvedEnd(of: current) - blocks(of: current)) / stride
      var freeCount = 0
      while let block = unsafe free, unsafe block < UnsafeMutableRawPointer(current) {
        freeCount += 1
        unsafe last = unsafe block
        unsafe free = Self.next(block)
      }
      unsafe chunk = self.chunk(above: current)
      guard unsafe current != record, freeCount == carvedCount else { continue }
      unsafe setNext(of: lastBefore, to: free)
      unsafe last = lastBefore
      unsafe leave(current)
      // Marked by a link that no tree has, until the list of chunks has been gone through.
      unsafe current.pointee.left = current
    }
    var kept = unsafe record
    while let current = unsafe kept.pointee.next {
      guard unsafe current.pointee.left == current else {
        unsafe kept = current
        continue
      }
      unsafe kept.pointee.next = current.pointee.next
      if unsafe current == carving {
        unsafe carving = kept
        unsafe cursor = UnsafeMutableRawPointer(kept)
      }
      unsafe blockCount -= current.pointee.blockCount
      unsafe current.pointee.next = unused
      unsafe unused = current
    }
    unsafe newest = kept
    return unsafe unused
  }
}
