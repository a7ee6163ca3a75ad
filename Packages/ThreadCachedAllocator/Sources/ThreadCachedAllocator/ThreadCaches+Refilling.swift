public import Synchronization

// Once in a magazine.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ThreadCaches where Base: ~Copyable {
  /// Takes a block from the magazine, and fills it first where it is empty.
  ///
  /// - Complexity: O(1), and what the base costs for half a magazine; every 256th time in a thread O(classes), and what
  ///   the base costs for all that nobody used meanwhile; O(cached blocks) where the base refuses.
  @inline(never)
  @inlinable public func allocate(_ byteCount: Int, slot: Int) -> UnsafeMutableRawPointer? {
    let index = unsafe Self.index(for: byteCount)
    guard let magazines = unsafe magazines(slot: slot) else {
      return unsafe state.pointee.base.allocateList(index, count: 1).head
    }
    // Strictly aligned requests come here past the fast path: to refill a magazine that is not empty would lose its blocks.
    if let address = unsafe magazines.take(index) { return unsafe address }
    if unsafe magazines.tick() { unsafe trim(magazines) }
    if unsafe !magazines.loadSpare(index) { unsafe refill(magazines, index) }
    return unsafe magazines.take(index) ?? allocateAgain(magazines, index)
  }

  /// A block that the base refused, once it has back what other sizes have in the caches.
  @inline(never)
  @inlinable func allocateAgain(_ magazines: Magazines, _ index: Int) -> UnsafeMutableRawPointer? {
    unsafe drain(magazines)
    unsafe emptyDepot()
    return unsafe state.pointee.base.allocateList(index, count: 1).head
  }

  /// Returns this thread's cache and the depot to the base.
  ///
  /// - Complexity: O(blocks in this thread's cache and in the depot), beside what the base costs.
  @inline(never)
  @inlinable public func returnCached(slot: Int) {
    if slot < ThreadSlots.count, let magazines = unsafe Magazines.ofThread(slot: slot) { unsafe drain(magazines) }
    unsafe emptyDepot()
  }

  @inlinable func refill(_ magazines: Magazines, _ index: Int) {
    let capacity = unsafe magazines.capacity(index)
    if let list = unsafe takeFull(magazines, index) {
      unsafe depot.heldByteCount.pointee.subtract(
        capacity &* Magazines.blockByteCount(of: index), ordering: .relaxed)
      return unsafe magazines.load(index, list, count: capacity)
    }
    let list = unsafe state.pointee.base.allocateList(index, count: max(capacity / 2, 1))
    unsafe magazines.load(index, list.head, count: list.count)
  }

  /// A full list that came from another thread.
  @inlinable func takeFull(_ magazines: Magazines, _ index: Int) -> UnsafeMutableRawPointer? {
    if let list = unsafe magazines.takeFromChain(index) { return unsafe list }
    guard let list = unsafe depot.takeAll(index) else { return nil }
    unsafe magazines.keepChain(
      index, list.load(fromByteOffset: MemoryLayout<UInt>.stride, as: UnsafeMutableRawPointer?.self))
    return unsafe list
  }

  /// The magazine is full, or there is none.
  ///
  /// - Complexity: O(1), and what the base costs for a magazine; every 256th time in a thread O(classes), and what the
  ///   base costs for all that nobody used meanwhile.
  @inline(never)
  @inlinable public func deallocate(_ address: UnsafeMutableRawPointer, index: Int, slot: Int) {
    guard let magazines = unsafe magazines(slot: slot) else {
      unsafe address.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
      return unsafe state.pointee.base.deallocateList(index, address, count: 1)
    }
    if unsafe magazines.put(index, address) { return }
    if unsafe magazines.tick() { unsafe trim(magazines) }
    if let full = unsafe magazines.unloadFull(index) { unsafe pass(index, full, magazines.capacity(index)) }
    _ = unsafe magazines.put(index, address)
  }

  /// Passes a full list on: to the depot, where other threads are that may need it, or to the base.
  @inlinable func pass(_ index: Int, _ list: UnsafeMutableRawPointer, _ count: Int) {
    let others = unsafe cacheCount.pointee.load(ordering: .relaxed) &- 1
    let byteCount = unsafe count &* Magazines.blockByteCount(of: index)
    if others > 0,
      unsafe depot.put(
        index, list, byteCount: byteCount, shelfLimit: others &* max(4, Self.shelfByteCount / byteCount),
        limit: state.pointee.depotLimit)
    {
      return
    }
    unsafe state.pointee.base.deallocateList(index, list, count: count)
  }

  /// What a shelf of the depot holds for each thread but one, in bytes, or four lists.
  @inlinable static var shelfByteCount: Int { 1 << 16 }

  /// Returns reserves, and shelves of the depot, that were not used lately.
  @inline(never)
  @inlinable func trim(_ magazines: Magazines) {
    // Each thread looks at a shelf once in its period.
    let limit = unsafe 2 &* max(cacheCount.pointee.load(ordering: .relaxed), 1)
    for index in unsafe 1..<Magazines.classCount {
      if unsafe magazines.magazine(index).pointee.isIdle { unsafe returnChain(magazines, index) }
      if unsafe depot.isIdle(index, limit: limit) { unsafe returnAll(index, depot.takeAll(index)) }
    }
    unsafe magazines.trim { index, list, count in unsafe state.pointee.base.deallocateList(index, list, count: count) }
  }

  @inlinable func returnChain(_ magazines: Magazines, _ index: Int) {
    let chain = unsafe magazines.magazine(index).pointee.chain
    unsafe magazines.keepChain(index, nil)
    unsafe returnAll(index, chain)
  }

  /// Returns full lists to the base.
  @inlinable func returnAll(_ index: Int, _ chain: UnsafeMutableRawPointer?) {
    let count = unsafe Magazines.capacity(of: index, magazineByteCount: state.pointee.magazineByteCount)
    var next = unsafe chain
    while let list = unsafe next {
      unsafe next = unsafe list.load(fromByteOffset: MemoryLayout<UInt>.stride, as: UnsafeMutableRawPointer?.self)
      unsafe depot.heldByteCount.pointee.subtract(
        count &* Magazines.blockByteCount(of: index), ordering: .relaxed)
      unsafe state.pointee.base.deallocateList(index, list, count: count)
    }
  }
}
