public import AllocatorCore
public import Synchronization

// What a thread leaves behind, and an allocator.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ThreadCaches where Base: ~Copyable {
  /// Returns what a thread's magazines hold.
  ///
  /// - Complexity: O(classes), and what the base costs for the blocks.
  @inlinable public func drain(_ magazines: Magazines) {
    for index in unsafe 1..<Magazines.classCount { unsafe returnChain(magazines, index) }
    unsafe magazines.drain { index, list, count in unsafe state.pointee.base.deallocateList(index, list, count: count) }
    unsafe state.pointee.base.emptyThread(magazines.end)
  }

  /// Returns what the depot holds.
  ///
  /// - Complexity: O(classes), and what the base costs for the blocks.
  @inlinable public func emptyDepot() {
    for index in unsafe 1..<Magazines.classCount { unsafe returnAll(index, depot.takeAll(index)) }
  }

  /// A thread ends: its blocks return, and its cache.
  @inlinable static func end(_ cache: UnsafeMutableRawPointer) {
    let state = unsafe header(cache).pointee.owner.assumingMemoryBound(to: ThreadCacheState<Base>.self)
    unsafe ThreadCaches(state).end(cache)
  }
  @inlinable func end(_ cache: UnsafeMutableRawPointer) {
    unsafe drain(Magazines(at: cache + ThreadCacheHeader.byteCount))
    unsafe mutex.pointee.lock()
    let next = unsafe Self.header(cache).pointee.next
    let previous = unsafe Self.header(cache).pointee.previous
    if let next = unsafe next { unsafe Self.header(next).pointee.previous = unsafe previous }
    if let previous = unsafe previous {
      unsafe Self.header(previous).pointee.next = unsafe next
    } else {
      unsafe state.pointee.caches = unsafe next
    }
    unsafe mutex.pointee.unlock()
    unsafe cacheCount.pointee.subtract(1, ordering: .relaxed)
    let place = unsafe Self.header(cache).pointee.place
    unsafe Self.header(cache).deinitialize(count: 1)
    // Slot 0's cache lies in the thread's record.
    guard unsafe UnsafeMutableRawPointer(place) + ThreadSlots.sharedOffset != cache else { return }
    unsafe state.pointee.base.deallocate(
      Block(address: cache, byteCount: Self.cacheByteCount, alignment: 16))
  }

  /// The allocator ends before its threads: their tables forget it.
  @inlinable func endAll() {
    while let cache = unsafe state.pointee.caches {
      unsafe Self.header(cache).pointee.place.pointee = nil
      unsafe end(cache)
    }
  }

  /// Destroys the state, in memory of the base, when there are no caches and the depot is empty.
  ///
  /// Not inlinable: it is called once in an allocator's life.
  public func destroy() {
    let taken = unsafe state.move()
    unsafe taken.base.deallocate(
      Block(
        address: UnsafeMutableRawPointer(state), byteCount: ThreadCacheState<Base>.wholeByteCount,
        alignment: ThreadCacheState<Base>.alignment))
  }

  /// Takes and returns the lock of the list of caches, for a process that is forked.
  ///
  /// - Complexity: O(1) when the lock is free; it waits as long as another thread holds it.
  @inlinable public func lock() { unsafe mutex.pointee.lock() }
  @inlinable public func unlock() { unsafe mutex.pointee.unlock() }

  #if !hasFeature(Embedded)
    /// The number of caches, and the bytes in the depot.
    public func figures() -> [(name: String, value: Int)] {
      unsafe [
        ("caches", cacheCount.pointee.load(ordering: .relaxed)),
        ("depot bytes", depot.heldByteCount.pointee.load(ordering: .relaxed)),
      ]
    }
  #endif
}
