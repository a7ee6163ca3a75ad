public import AllocatorCore
public import SlabAllocator
public import ThreadCachedAllocator

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SharedGeneralAllocator: Allocator where Source: ~Copyable {
  /// Allocates from this thread's cache, or what lies behind it.
  ///
  /// - Complexity: O(1), and for more than 32 KiB O(pages) for one byte each; O(cached blocks) before it refuses.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let address = unsafe Self.take(byteCount: byteCount, alignment: alignment) else { return nil }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  @inline(always)
  @inlinable
  static func take(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    unsafe takeCached(byteCount: byteCount, alignment: alignment) ?? takeSlowly(byteCount, alignment)
  }

  /// A block of this thread's cache, which refuses before it is made.
  @inline(always)
  @inlinable
  static func takeCached(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    guard let magazine = unsafe magazine(byteCount: byteCount, alignment: alignment) else { return nil }
    return unsafe Magazines.take(magazine)
  }

  /// The magazine of this thread for blocks of a size; `nil` where they are not small, or strictly aligned.
  @inline(always)
  @inlinable
  static func magazine(byteCount: Int, alignment: Int) -> UnsafeMutablePointer<Magazine>? {
    guard unsafe _fastPath(UInt(bitPattern: byteCount) <= UInt(Magazines.largestByteCount) && alignment <= 16) else {
      return nil
    }
    // The smallest class is aligned to 16, so that a block of no bytes needs no case of its own.
    let rounded = (byteCount &+ alignment &- 1) & (0 &- alignment)
    return unsafe Magazines.ofThread.magazine(forByteCount: rounded)
  }

  @inline(never)
  @inlinable
  static func takeSlowly(_ byteCount: Int, _ alignment: Int) -> UnsafeMutableRawPointer? {
    let rounded = unsafe GeneralHeap<Source>.roundedByteCount(byteCount, alignment: alignment)
    if unsafe rounded > Magazines.largestByteCount && byteCount <= QuickBlocks.largestByteCount && alignment <= 16,
      let address = unsafe quick.take(byteCount)
    {
      return unsafe address
    }
    guard let caches = unsafe caches else { return nil }
    guard unsafe rounded <= Magazines.largestByteCount else {
      return unsafe takeLarge(caches, byteCount, alignment)
    }
    return unsafe caches.allocate(rounded, slot: slot)
  }

  /// A block that no thread caches; once more when there is no room, with what is cached.
  @inline(never)
  @inlinable
  static func takeLarge(_ caches: Caches, _ byteCount: Int, _ alignment: Int) -> UnsafeMutableRawPointer? {
    if let address = unsafe caches.base.allocateLarge(byteCount: byteCount, alignment: alignment) {
      return unsafe address
    }
    unsafe caches.returnCached(slot: slot)
    return unsafe caches.base.allocateLarge(byteCount: byteCount, alignment: alignment)
  }

  /// This thread's quick blocks, which refuse everything before they are made.
  @inline(always)
  @inlinable
  static var quick: QuickBlocks { unsafe QuickBlocks(at: Magazines.ofThread.end) }

  /// Deallocates into this thread's cache, without a look-up where the block is small.
  ///
  /// - Complexity: O(1), and for more than 32 KiB O(pages) for one byte each.
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe Self.expectOwned(block.address)
    if let magazine = unsafe Self.magazine(byteCount: block.byteCount, alignment: block.alignment) {
      unsafe Self.expectNotHeld(block.address)
      if unsafe Magazines.put(magazine, block.address) { return }
    }
    unsafe Self.putSlowly(block.address)
  }

  /// Deallocates the block whose first byte is at `address`, as `free` does: one look-up finds its class.
  ///
  /// - Complexity: O(1), and for more than 32 KiB O(pages) for one byte each.
  @unsafe
  @inline(always)
  @inlinable
  public borrowing func deallocate(at address: UnsafeMutableRawPointer) {
    unsafe Self.expectOwned(address)
    unsafe Self.expectNotHeld(address)
    if unsafe !Magazines.ofThread.put(address) { unsafe Self.putSlowly(address) }
  }

  @inline(never)
  @inlinable
  static func putSlowly(_ address: UnsafeMutableRawPointer) {
    guard let caches = unsafe caches else {
      _stop("the shared general allocator was asked to deallocate, but has allocated nothing")
    }
    let index = unsafe caches.base.heap.runs.sizeClass(of: address)
    guard index != 0 else { return unsafe putLarge(address, caches) }
    unsafe caches.deallocate(address, index: index, slot: slot)
  }

  @inline(never)
  @inlinable
  static func putLarge(_ address: UnsafeMutableRawPointer, _ caches: Caches) {
    guard unsafe caches.base.heap.runs.isFitted(address) else { return unsafe caches.base.deallocateLarge(address) }
    if unsafe quick.put(address) { return }
    // A thread may have to do without a cache.
    let quick: QuickBlocks? = unsafe caches.magazines(slot: slot).map { unsafe QuickBlocks(at: $0.end) }
    unsafe caches.base.deallocateFitted(address, makingRoomIn: quick)
  }

  @inline(always)
  @inlinable
  static func expectNotHeld(_ address: UnsafeMutableRawPointer) {
    #if DEBUG || HARDENED
      guard let heap = unsafe caches?.base.heap,
        let magazines = unsafe ThreadSlots.table[slot].map({ _ in unsafe Magazines.ofThread })
      else { return }
      let index = unsafe heap.runs.sizeClass(of: address)
      if index != 0 { unsafe magazines.expectNotHeld(index, address) }
    #endif
  }

  @inline(always)
  @inlinable
  static func expectOwned(_ address: UnsafeMutableRawPointer) {
    #if DEBUG || HARDENED
      guard let caches = unsafe caches, unsafe caches.base.heap.runs.contains(address) else {
        _stop("the shared general allocator was asked to deallocate a block that is foreign: it did not come from it")
      }
    #endif
  }

  /// Grows or shrinks a block where it stands.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    let old = unsafe GeneralHeap<Source>.roundedByteCount(block.byteCount, alignment: block.alignment)
    let new = unsafe GeneralHeap<Source>.roundedByteCount(byteCount, alignment: block.alignment)
    guard unsafe old <= Magazines.largestByteCount || new <= Magazines.largestByteCount else {
      return unsafe Self.caches?.base.resize(&block, byteCount: byteCount) ?? false
    }
    guard unsafe max(old, new) <= Magazines.largestByteCount, unsafe Caches.index(for: old) == Caches.index(for: new)
    else {
      return false
    }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Resizes in place, or moves the block: its pages alone where it is large and the system can.
  ///
  /// - Complexity: O(1) in place or where pages move, otherwise O(min(old, new)).
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe resize(&block, byteCount: byteCount) { return true }
    if unsafe block.alignment <= PageRuns<Source>.pageByteCount,
      unsafe block.byteCount > GeneralHeap<Source>.largestFitted,
      let address = unsafe Self.caches?.base.moveLarge(block.address, byteCount: byteCount)
    {
      unsafe block = unsafe Block(address: address, byteCount: byteCount, alignment: block.alignment)
      return true
    }
    return unsafe reallocateByMoving(&block, byteCount: byteCount)
  }

  /// The size of the class, or the whole of the place.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return unsafe GeneralHeap<Source>.goodByteCount(byteCount, alignment: alignment)
  }

  /// Returns this thread's cache, the blocks that threads share, and all free pages.
  ///
  /// - Returns: The bytes that were returned to the source, but for what the blocks of the caches brought with them.
  /// - Complexity: O(free pages), and O(cached blocks).
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int {
    guard let caches = unsafe Self.caches else { return 0 }
    unsafe caches.returnCached(slot: Self.slot)
    return unsafe caches.base.releaseUnused()
  }

  #if !hasFeature(Embedded)
    /// Where every byte is that is held, of this thread's cache and all others' in sum.
    ///
    /// - Complexity: O(pages used), under the lock.
    public borrowing func explain() -> Explanation {
      guard let caches = unsafe Self.caches else { return Explanation("SharedGeneralAllocator") }
      let magazines = unsafe Magazines.ofThread(slot: Self.slot)
      let cached = unsafe magazines?.cachedByteCount ?? 0
      let waiting = unsafe magazines.map { unsafe QuickBlocks(at: $0.end).waitingByteCount } ?? 0
      let base = unsafe caches.base
      let figures = unsafe caches.figures()
      return unsafe base.locked {
        unsafe base.heap.explanation(
          named: "SharedGeneralAllocator",
          capabilities: [.owns, .resizesInPlace, .isThreadSafe, .locatesBlocks, .releasesUnused],
          cachedByteCount: cached, waitingByteCount: waiting, figures: figures)
      }
    }
  #endif
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SharedGeneralAllocator: BlockLocator where Source: ~Copyable {
  /// Whether `block` lies in the region.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    unsafe Self.caches?.base.heap.runs.contains(block) ?? false
  }

  /// The place of the block that contains `address`.
  ///
  /// - Complexity: O(1) for small blocks, O(blocks before it in its segment) or O(pages before it in its run) for
  ///   others.
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    guard let base = unsafe Self.caches?.base else { return nil }
    return unsafe base.locked { unsafe base.heap.place(containing: address) }
  }

  /// Deallocates the block that contains `address`.
  ///
  /// - Complexity: That of `block(containing:)`.
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    guard let place = unsafe block(containing: address) else {
      _stop("the shared general allocator was asked to deallocate an address that lies in no block of it")
    }
    unsafe deallocate(at: place.address)
  }
}
