// What looks at free blocks one by one: it sorts the list of them by address first, which needs no memory.
extension FreeListState {
  /// Puts the free blocks in the order of their addresses.
  ///
  /// - Complexity: O(free blocks × log(free blocks)).
  mutating func sortFreeBlocks() {
    // Merges runs of one block, two, four and so on, until there is one run.
    var runLength = 1
    while true {
      var (rest, last) = unsafe (head, nil as UnsafeMutableRawPointer?)
      var mergeCount = 0
      unsafe head = nil
      while let left = unsafe rest {
        mergeCount += 1
        var right: UnsafeMutableRawPointer? = unsafe left
        var leftCount = 0
        while leftCount < runLength, let block = unsafe right {
          leftCount += 1
          unsafe right = Self.next(block)
        }
        var (leftBlock, rightCount) = unsafe (left, runLength)
        while true {
          let hasRight = unsafe rightCount > 0 && right != nil
          guard leftCount > 0 || hasRight else { break }
          let block: UnsafeMutableRawPointer
          if leftCount > 0, unsafe !hasRight || leftBlock < right.unsafelyUnwrapped {
            unsafe block = unsafe leftBlock
            leftCount -= 1
            if leftCount > 0 { unsafe leftBlock = Self.next(block).unsafelyUnwrapped }
          } else {
            unsafe block = unsafe right.unsafelyUnwrapped
            rightCount -= 1
            unsafe right = Self.next(block)
          }
          unsafe setNext(of: last, to: block)
          unsafe last = unsafe block
        }
        unsafe rest = right
      }
      unsafe setNext(of: last, to: nil)
      if mergeCount <= 1 { return }
      runLength *= 2
    }
  }

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
