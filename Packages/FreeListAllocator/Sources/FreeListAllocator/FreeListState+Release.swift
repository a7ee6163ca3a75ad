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
    turnDescendingRuns()
    while mergeRuns() > 1 {}
  }

  /// The last block of the ascending run that starts with `block`.
  private static func endOfRun(_ block: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    var last = unsafe block
    while let block = unsafe next(last), unsafe last < block { unsafe last = unsafe block }
    return unsafe last
  }

  /// Turns around each run of blocks of which every one lies below the one in front of it.
  private mutating func turnDescendingRuns() {
    var (rest, last) = unsafe (head, nil as UnsafeMutableRawPointer?)
    while let first = unsafe rest {
      unsafe rest = Self.next(first)
      var lowest = unsafe first
      while let block = unsafe rest, unsafe block < lowest {
        unsafe rest = Self.next(block)
        unsafe setNext(of: block, to: lowest)
        unsafe lowest = unsafe block
      }
      unsafe setNext(of: last, to: lowest)
      unsafe last = unsafe first
    }
    unsafe setNext(of: last, to: nil)
  }

  /// Merges the first ascending run with the second, the third with the fourth, and so on.
  ///
  /// - Returns: The number of runs that there are now, or more than there are.
  private mutating func mergeRuns() -> Int {
    var (rest, last) = unsafe (head, nil as UnsafeMutableRawPointer?)
    var count = 0
    while let start = unsafe rest {
      count += 1
      let leftEnd = unsafe Self.endOfRun(start)
      guard let middle = unsafe Self.next(leftEnd) else {
        unsafe setNext(of: last, to: start)
        break
      }
      let rightEnd = unsafe Self.endOfRun(middle)
      unsafe rest = Self.next(rightEnd)
      unsafe setNext(of: leftEnd, to: nil)
      unsafe setNext(of: rightEnd, to: nil)
      var (left, right) = unsafe (start as UnsafeMutableRawPointer?, middle as UnsafeMutableRawPointer?)
      while let one = unsafe left, let other = unsafe right {
        if unsafe one < other {
          unsafe setNext(of: last, to: one)
          unsafe (last, left) = unsafe (one, Self.next(one))
        } else {
          unsafe setNext(of: last, to: other)
          unsafe (last, right) = unsafe (other, Self.next(other))
        }
      }
      // What is left of one of them follows as it is.
      unsafe setNext(of: last, to: left ?? right)
      unsafe last = left == nil ? rightEnd : leftEnd
    }
    return count
  }

  @inlinable
  static func next(_ block: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe block.load(as: UnsafeMutableRawPointer?.self)
  }

  /// Sets what follows `block` in the list of free blocks, or the list's first block where there is none before.
  mutating func setNext(of block: UnsafeMutableRawPointer?, to next: UnsafeMutableRawPointer?) {
    if let block = unsafe block {
      unsafe block.storeBytes(of: next, as: UnsafeMutableRawPointer?.self)
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
