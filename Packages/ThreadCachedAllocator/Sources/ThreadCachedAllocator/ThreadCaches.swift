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

  @inlinable static var byteCount: Int { (MemoryLayout<ThreadCacheHeader>.size &+ 15) & ~15 }
  @inlinable static var wholeByteCount: Int { unsafe byteCount &+ Magazines.byteCount }
}

/// What the threads of a ``ThreadCachedAllocator`` share.
@frozen
@usableFromInline
@safe
struct ThreadCacheState<Base: Allocator & Sendable & ~Copyable>: ~Copyable {
  /// The caches of all threads, newest first.
  @usableFromInline var caches: UnsafeMutableRawPointer?
  @usableFromInline var cacheCount = 0
  /// Full magazines by class: lists, linked through the second word of the first block.
  @usableFromInline var depot: InlineArray<41, UnsafeMutableRawPointer?>
  @usableFromInline var depotCounts: InlineArray<41, Int32>
  @usableFromInline var depotByteCount = 0
  @usableFromInline let depotLimit: Int
  @usableFromInline let cacheLimit: Int
  @usableFromInline let magazineByteCount: Int
  @usableFromInline let base: Base

  @inlinable static var alignment: Int { max(MemoryLayout<Self>.alignment, 64) }
  // The lock has a cache line of its own behind this: nobody touches it in changing what it protects.
  @inlinable static var lockOffset: Int { (MemoryLayout<Self>.size &+ 63) & ~63 }
  @inlinable static var wholeByteCount: Int { lockOffset &+ 64 }

  @inlinable init(base: consuming Base, magazineByteCount: Int, byteCount: Int) {
    if magazineByteCount < 0 || byteCount < 0 { _stop("the size of a thread cache is negative") }
    self.base = base
    unsafe caches = nil
    unsafe depot = InlineArray(repeating: nil)
    depotCounts = InlineArray(repeating: 0)
    depotLimit = byteCount / 4
    self.magazineByteCount = magazineByteCount
    var most = 0
    for index in unsafe 1..<Magazines.classCount {
      let size = unsafe Magazines.blockByteCount(of: index)
      most &+= 2 &* max(2, min(64, magazineByteCount / size)) &* size
    }
    cacheLimit = (byteCount &- depotLimit) / most
  }
}

/// Caches of all threads in front of a base, as a handle: what a ``ThreadCachedAllocator`` is made of.
///
/// Choose it to build an allocator of one's own that has thread caches. Its methods are what happens beside the fast path,
/// which is ``Magazines``' own: once in a magazine, and when threads come and go.
@unsafe
@frozen
public struct ThreadCaches<Base: Allocator & Sendable & ~Copyable> {
  @usableFromInline let state: UnsafeMutablePointer<ThreadCacheState<Base>>

  /// What ``address`` of another handle leads to.
  @inlinable public init(at address: UnsafeMutableRawPointer) {
    unsafe state = address.assumingMemoryBound(to: ThreadCacheState<Base>.self)
  }
  /// Where the state lies.
  @inlinable public var address: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(state) }

  /// Makes the state, in memory of the base; `nil` when the base refuses.
  @inlinable
  public static func make(_ base: consuming Base, magazineByteCount: Int, byteCount: Int) -> ThreadCaches? {
    guard
      let block = unsafe base.allocateIfPossible(
        byteCount: ThreadCacheState<Base>.wholeByteCount, alignment: ThreadCacheState<Base>.alignment)
    else { return nil }
    let state = unsafe block.address.bindMemory(to: ThreadCacheState<Base>.self, capacity: 1)
    unsafe state.initialize(
      to: ThreadCacheState(base: base, magazineByteCount: magazineByteCount, byteCount: byteCount))
    let caches = unsafe ThreadCaches(state)
    unsafe caches.mutex.initialize(to: CacheLock())
    return unsafe caches
  }

  @inlinable var mutex: UnsafeMutablePointer<CacheLock> {
    unsafe (UnsafeMutableRawPointer(state) + ThreadCacheState<Base>.lockOffset).assumingMemoryBound(to: CacheLock.self)
  }

  @inlinable init(_ state: UnsafeMutablePointer<ThreadCacheState<Base>>) {
    unsafe self.state = unsafe state
  }

  /// The class of a size; blocks need two words.
  @inlinable public static func index(for byteCount: Int) -> Int {
    unsafe Magazines.index(for: max(byteCount, 16))
  }
  @inlinable static func alignment(of index: Int) -> Int {
    unsafe Magazines.blockByteCount(of: index) % 16 == 0 ? 16 : 8
  }

  /// This thread's magazines, made if need be; `nil` when it has to do without.
  @inlinable public func magazines(slot: Int) -> Magazines? {
    guard slot < ThreadSlots.count, let table = unsafe ThreadSlots.makeTable() else { return nil }
    if let cache = unsafe table[slot] { return unsafe Magazines(at: cache + ThreadCacheHeader.byteCount) }
    let isAllowed = unsafe reserveCache()
    guard isAllowed else { return nil }
    guard
      let block = unsafe state.pointee.base.allocateIfPossible(
        byteCount: ThreadCacheHeader.wholeByteCount, alignment: 16)
    else {
      unsafe mutex.pointee.lock()
      unsafe state.pointee.cacheCount &-= 1
      unsafe mutex.pointee.unlock()
      return nil
    }
    let cache = unsafe block.address
    let header = unsafe cache.bindMemory(to: ThreadCacheHeader.self, capacity: 1)
    unsafe header.initialize(
      to: ThreadCacheHeader(
        end: { unsafe ThreadCaches<Base>.end($0) }, place: unsafe table + slot,
        owner: unsafe UnsafeMutableRawPointer(state)))
    let magazines = unsafe Magazines(
      making: cache + ThreadCacheHeader.byteCount, magazineByteCount: state.pointee.magazineByteCount, smallest: 16)
    unsafe mutex.pointee.lock()
    unsafe header.pointee.next = unsafe state.pointee.caches
    if let next = unsafe state.pointee.caches { unsafe Self.header(next).pointee.previous = unsafe cache }
    unsafe state.pointee.caches = unsafe cache
    unsafe mutex.pointee.unlock()
    unsafe table[slot] = unsafe cache
    return unsafe magazines
  }

  @inlinable func reserveCache() -> Bool {
    unsafe mutex.pointee.lock()
    let isAllowed = unsafe state.pointee.cacheCount < state.pointee.cacheLimit
    if isAllowed { unsafe state.pointee.cacheCount &+= 1 }
    unsafe mutex.pointee.unlock()
    return isAllowed
  }

  @inlinable static func header(_ cache: UnsafeMutableRawPointer) -> UnsafeMutablePointer<
    ThreadCacheHeader
  > {
    unsafe cache.assumingMemoryBound(to: ThreadCacheHeader.self)
  }

  /// Takes a block from the magazine, and fills it first where it is empty.
  @inline(never)
  @inlinable public func allocate(_ byteCount: Int, slot: Int) -> UnsafeMutableRawPointer? {
    let index = unsafe Self.index(for: byteCount)
    guard let magazines = unsafe magazines(slot: slot) else {
      return unsafe state.pointee.base.allocateIfPossible(
        byteCount: Magazines.blockByteCount(of: index), alignment: Self.alignment(of: index))?.address
    }
    // Strictly aligned requests come here past the fast path: to refill a magazine that is not empty would lose its blocks.
    if let address = unsafe magazines.take(index) { return unsafe address }
    return unsafe refill(magazines, index)
  }

  @inlinable func refill(_ magazines: Magazines, _ index: Int) -> UnsafeMutableRawPointer? {
    if unsafe magazines.loadSpare(index) { return unsafe magazines.take(index) }
    if let list = unsafe takeFromDepot(index) {
      unsafe magazines.load(index, list, count: magazines.capacity(index))
      return unsafe magazines.take(index)
    }
    var head: UnsafeMutableRawPointer?
    let count = unsafe state.pointee.base.allocateBlocks(
      count: max(magazines.capacity(index) / 2, 1), byteCount: Magazines.blockByteCount(of: index),
      alignment: Self.alignment(of: index)
    ) { block in
      unsafe block.address.storeBytes(of: head, as: UnsafeMutableRawPointer?.self)
      unsafe head = unsafe block.address
    }
    unsafe magazines.load(index, head, count: count)
    return unsafe magazines.take(index)
  }

  /// The magazine is full, or there is none.
  @inline(never)
  @inlinable public func deallocate(_ address: UnsafeMutableRawPointer, _ byteCount: Int, slot: Int) {
    let index = unsafe Self.index(for: byteCount)
    guard let magazines = unsafe magazines(slot: slot) else {
      unsafe address.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
      return unsafe giveToBase(index, address, 1)
    }
    if unsafe magazines.put(index, address) { return }
    if let full = unsafe magazines.unloadFull(index) { unsafe giveToDepot(index, full, magazines.capacity(index)) }
    _ = unsafe magazines.put(index, address)
  }

  @inlinable func takeFromDepot(_ index: Int) -> UnsafeMutableRawPointer? {
    unsafe mutex.pointee.lock()
    let list = unsafe state.pointee.depot[index]
    if let list = unsafe list {
      unsafe state.pointee.depot[index] = unsafe list.load(fromByteOffset: 8, as: UnsafeMutableRawPointer?.self)
      unsafe state.pointee.depotByteCount &-= magazineByteCount(index)
      unsafe state.pointee.depotCounts[index] &-= 1
    }
    unsafe mutex.pointee.unlock()
    return unsafe list
  }

  /// The bytes of a full magazine, which all caches have alike.
  @inlinable func magazineByteCount(_ index: Int) -> Int {
    let size = unsafe Magazines.blockByteCount(of: index)
    return unsafe max(2, min(64, state.pointee.magazineByteCount / size)) &* size
  }

  @inlinable func giveToDepot(_ index: Int, _ list: UnsafeMutableRawPointer, _ count: Int) {
    let byteCount = unsafe magazineByteCount(index)
    unsafe mutex.pointee.lock()
    // What one thread frees and another one may need: nothing, where there is one thread.
    let enough = unsafe 4 &* (state.pointee.cacheCount &- 1)
    let hasRoom =
      unsafe Int(state.pointee.depotCounts[index]) < enough
      && state.pointee.depotByteCount &+ byteCount <= state.pointee.depotLimit
    if hasRoom {
      unsafe list.storeBytes(of: state.pointee.depot[index], toByteOffset: 8, as: UnsafeMutableRawPointer?.self)
      unsafe state.pointee.depot[index] = unsafe list
      unsafe state.pointee.depotByteCount &+= byteCount
      unsafe state.pointee.depotCounts[index] &+= 1
    }
    unsafe mutex.pointee.unlock()
    if !hasRoom { unsafe giveToBase(index, list, count) }
  }

  /// Returns a list of `count` blocks to the base, in one call.
  @inlinable func giveToBase(_ index: Int, _ list: UnsafeMutableRawPointer, _ count: Int) {
    var next: UnsafeMutableRawPointer? = unsafe list
    let byteCount = unsafe Magazines.blockByteCount(of: index)
    let alignment = unsafe Self.alignment(of: index)
    unsafe state.pointee.base.deallocateBlocks(count: count) {
      let address = unsafe next.unsafelyUnwrapped
      unsafe next = unsafe address.load(as: UnsafeMutableRawPointer?.self)
      return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
    }
  }

  /// Returns what a thread's magazines hold.
  @inlinable public func drain(_ magazines: Magazines) {
    unsafe magazines.drain { index, list, count in unsafe giveToBase(index, list, count) }
  }

  /// Returns what the depot holds.
  @inlinable public func emptyDepot() {
    for index in unsafe 1..<Magazines.classCount {
      while let list = unsafe takeFromDepot(index) {
        unsafe giveToBase(index, list, magazineByteCount(index) / Magazines.blockByteCount(of: index))
      }
    }
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
    unsafe state.pointee.cacheCount &-= 1
    unsafe mutex.pointee.unlock()
    unsafe Self.header(cache).deinitialize(count: 1)
    unsafe state.pointee.base.deallocate(
      Block(address: cache, byteCount: ThreadCacheHeader.wholeByteCount, alignment: 16))
  }

  /// The allocator ends before its threads: their tables forget it.
  @inlinable func endAll() {
    while let cache = unsafe state.pointee.caches {
      unsafe Self.header(cache).pointee.place.pointee = nil
      unsafe end(cache)
    }
  }
}

#if !hasFeature(Embedded)
  extension ThreadCaches where Base: ~Copyable {
    /// The number of caches, and the bytes in the depot.
    public func figures() -> [(name: String, value: Int)] {
      unsafe mutex.pointee.lock()
      defer { unsafe mutex.pointee.unlock() }
      return unsafe [("caches", state.pointee.cacheCount), ("depot bytes", state.pointee.depotByteCount)]
    }
  }
#endif

extension Magazines {
  /// Stops the program, where builds are checked, at a block that this thread has freed before.
  @inline(always)
  @inlinable
  public func expectNotHeld(_ index: Int, _ block: UnsafeMutableRawPointer) {
    #if DEBUG || HARDENED
      if unsafe holds(index, block) {
        _stop("an allocator with thread caches was asked to deallocate a block that was freed before")
      }
    #endif
  }
}

extension ThreadCaches {
  /// The allocator behind the caches.
  @inlinable public var base: Base { unsafe state.pointee.base }

  /// Takes and returns the lock of the depot, for a process that is forked.
  @inlinable public func lock() { unsafe mutex.pointee.lock() }
  @inlinable public func unlock() { unsafe mutex.pointee.unlock() }
}
