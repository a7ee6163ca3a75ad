public import AllocatorCore
public import Synchronization

/// Caches of all threads in front of a base, as a handle: what a ``ThreadCachedAllocator`` is made of.
///
/// Choose it to build an allocator of one's own that has thread caches. Its methods are what happens beside the fast path,
/// which is ``Magazines``' own: once in a magazine, and when threads come and go.
///
/// Each operation is O(1), beside what the base costs, unless it says otherwise.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@unsafe
@frozen
public struct ThreadCaches<Base: BlockListAllocator & Sendable & ~Copyable> {
  @usableFromInline let state: UnsafeMutablePointer<ThreadCacheState<Base>>

  /// What ``address`` of another handle leads to.
  @inlinable public init(at address: UnsafeMutableRawPointer) {
    unsafe state = address.assumingMemoryBound(to: ThreadCacheState<Base>.self)
  }
  /// Where the state lies.
  @inlinable public var address: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(state) }

  /// Makes the state, in memory of the base; `nil` when the base refuses.
  ///
  /// - Parameters:
  ///   - base: Where blocks come from.
  ///   - magazineByteCount: The bytes of blocks that a magazine holds, about.
  ///   - byteCount: The most that all caches hold together, in bytes.
  ///   - pages: Where the base's blocks lie, if it knows their classes by their addresses.
  /// - Complexity: O(classes) and one allocation of the base.
  @inlinable
  public static func make(
    _ base: consuming Base, magazineByteCount: Int, byteCount: Int, pages: MagazinePages? = nil
  ) -> ThreadCaches? {
    guard
      let block = unsafe base.allocateIfPossible(
        byteCount: ThreadCacheState<Base>.wholeByteCount, alignment: ThreadCacheState<Base>.alignment)
    else { return nil }
    let state = unsafe block.address.bindMemory(to: ThreadCacheState<Base>.self, capacity: 1)
    unsafe state.initialize(
      to: ThreadCacheState(
        base: base, magazineByteCount: magazineByteCount, byteCount: byteCount, pages: pages ?? MagazinePages()))
    let caches = unsafe ThreadCaches(state)
    unsafe caches.mutex.initialize(to: CacheLock())
    unsafe caches.cacheCount.initialize(to: Atomic(0))
    unsafe caches.depot.make()
    return unsafe caches
  }

  @inlinable init(_ state: UnsafeMutablePointer<ThreadCacheState<Base>>) {
    unsafe self.state = unsafe state
  }

  @inlinable var mutex: UnsafeMutablePointer<CacheLock> {
    unsafe (address + ThreadCacheState<Base>.lockOffset).assumingMemoryBound(to: CacheLock.self)
  }
  @inlinable var cacheCount: UnsafeMutablePointer<Atomic<Int>> {
    unsafe (address + ThreadCacheState<Base>.cacheCountOffset).assumingMemoryBound(to: Atomic<Int>.self)
  }
  @inlinable var depot: Depot { unsafe Depot(at: address + ThreadCacheState<Base>.depotOffset) }

  /// The class of a size; blocks need two words.
  @inlinable public static func index(for byteCount: Int) -> Int {
    unsafe Magazines.index(for: max(byteCount, 16))
  }

  /// This thread's magazines, made if need be; `nil` when it has to do without.
  ///
  /// - Complexity: O(1); once in a thread O(classes), and one allocation of the base.
  @inlinable public func magazines(slot: Int) -> Magazines? {
    if slot < ThreadSlots.count, let cache = unsafe ThreadSlots.table[slot] {
      return unsafe Magazines(at: cache + ThreadCacheHeader.byteCount)
    }
    return unsafe makeMagazines(slot: slot)
  }

  @inline(never)
  @inlinable func makeMagazines(slot: Int) -> Magazines? {
    guard slot < ThreadSlots.count, let table = unsafe ThreadSlots.makeTable() else { return nil }
    // To make a table may have come here before.
    if let cache = unsafe table[slot] { return unsafe Magazines(at: cache + ThreadCacheHeader.byteCount) }
    guard unsafe cacheCount.pointee.add(1, ordering: .relaxed).newValue <= state.pointee.cacheLimit else {
      unsafe cacheCount.pointee.subtract(1, ordering: .relaxed)
      return nil
    }
    guard let cache = unsafe cacheMemory(slot: slot) else {
      unsafe cacheCount.pointee.subtract(1, ordering: .relaxed)
      return nil
    }
    let header = unsafe cache.bindMemory(to: ThreadCacheHeader.self, capacity: 1)
    unsafe header.initialize(
      to: ThreadCacheHeader(
        end: { unsafe ThreadCaches<Base>.end($0) }, place: unsafe table + slot,
        owner: unsafe UnsafeMutableRawPointer(state)))
    let magazines = unsafe Magazines(
      making: cache + ThreadCacheHeader.byteCount, magazineByteCount: state.pointee.magazineByteCount, smallest: 16,
      pages: state.pointee.pages)
    unsafe state.pointee.base.beginThread(magazines.end)
    unsafe mutex.pointee.lock()
    unsafe header.pointee.next = unsafe state.pointee.caches
    if let next = unsafe state.pointee.caches { unsafe Self.header(next).pointee.previous = unsafe cache }
    unsafe state.pointee.caches = unsafe cache
    unsafe mutex.pointee.unlock()
    unsafe table[slot] = unsafe cache
    return unsafe magazines
  }

  /// Slot 0's cache lies in the thread's record.
  @inlinable func cacheMemory(slot: Int) -> UnsafeMutableRawPointer? {
    if slot == 0 { return unsafe ThreadSlots.record + ThreadSlots.sharedOffset }
    return unsafe state.pointee.base.allocateIfPossible(
      byteCount: Self.cacheByteCount, alignment: 16)?.address
  }

  /// A thread's cache, in bytes: its header, its magazines, and what the base keeps.
  @inlinable static var cacheByteCount: Int { ThreadCacheHeader.wholeByteCount &+ Base.threadByteCount }

  @inlinable static func header(_ cache: UnsafeMutableRawPointer) -> UnsafeMutablePointer<
    ThreadCacheHeader
  > {
    unsafe cache.assumingMemoryBound(to: ThreadCacheHeader.self)
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ThreadCaches {
  /// The allocator behind the caches.
  @inlinable public var base: Base { unsafe state.pointee.base }
}
