public import AllocatorCore

/// The beginning of a thread's cache; its magazines lie behind it.
@frozen
@usableFromInline
@safe
struct ThreadCacheHeader {
  @usableFromInline let slotHeader: ThreadSlots.Header
  /// Returns the cache to its allocator, whose type is not known where a thread ends.
  @usableFromInline let end: (UnsafeMutableRawPointer) -> Void
  /// The place in the thread's table that leads here.
  @usableFromInline let place: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  @usableFromInline let owner: UnsafeMutableRawPointer
  @usableFromInline var next: UnsafeMutableRawPointer?
  @usableFromInline var previous: UnsafeMutableRawPointer?

  @inlinable init(
    end: @escaping (UnsafeMutableRawPointer) -> Void, place: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    owner: UnsafeMutableRawPointer
  ) {
    unsafe slotHeader = unsafe ThreadSlots.Header { cache in
      unsafe cache.assumingMemoryBound(to: ThreadCacheHeader.self).pointee.end(cache)
    }
    unsafe self.end = unsafe end
    unsafe self.place = unsafe place
    unsafe self.owner = unsafe owner
    unsafe next = nil
    unsafe previous = nil
  }

  // A constant, for the shared allocator's fast path; a check in `magazines(slot:)` compares it.
  @inlinable static var byteCount: Int { 64 }
  @inlinable static var wholeByteCount: Int { unsafe byteCount &+ Magazines.byteCount }
}

/// What the threads of a ``ThreadCachedAllocator`` share.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@frozen
@usableFromInline
@safe
struct ThreadCacheState<Base: BlockListAllocator & Sendable & ~Copyable>: ~Copyable {
  /// The caches of all threads, newest first, under the lock.
  @usableFromInline var caches: UnsafeMutableRawPointer?
  @usableFromInline let depotLimit: Int
  @usableFromInline let cacheLimit: Int
  @usableFromInline let magazineByteCount: Int
  @usableFromInline let pages: MagazinePages
  @usableFromInline let base: Base

  @inlinable static var alignment: Int { max(MemoryLayout<Self>.alignment, 64) }
  // The lock, with the number of caches, has a cache line of its own behind this: nobody touches it in changing what it
  // protects. The depot comes next.
  @inlinable static var lockOffset: Int { (MemoryLayout<Self>.size &+ 63) & ~63 }
  @inlinable static var cacheCountOffset: Int { lockOffset &+ 32 }
  @inlinable static var depotOffset: Int { lockOffset &+ 64 }
  @inlinable static var wholeByteCount: Int { unsafe depotOffset &+ Depot.byteCount }

  @inlinable init(base: consuming Base, magazineByteCount: Int, byteCount: Int, pages: MagazinePages) {
    if magazineByteCount < 0 || byteCount < 0 { _stop("the size of a thread cache is negative") }
    self.base = base
    unsafe caches = nil
    depotLimit = byteCount / 4
    self.magazineByteCount = magazineByteCount
    unsafe self.pages = unsafe pages
    var most = Base.threadLimit
    for index in unsafe 1..<Magazines.classCount {
      let capacity = unsafe Magazines.capacity(of: index, magazineByteCount: magazineByteCount)
      unsafe most &+= 2 &* capacity &* Magazines.blockByteCount(of: index)
    }
    cacheLimit = (byteCount &- depotLimit) / most
  }
}
