public import Synchronization

/// Full magazines of a class that one thread had too many of, for others.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@frozen
@usableFromInline
struct DepotShelf: ~Copyable {
  /// The first block of the last list that was put; the lists are linked through the second words of those.
  @usableFromInline let chain = Atomic<UInt>(0)
  /// About how many lists were put since the last one who took them.
  @usableFromInline let count = Atomic(0)
  /// How often threads looked at the shelf since it was used.
  @usableFromInline let age = Atomic(0)
  @inlinable init() {}
}

/// The shelves of all classes, a cache line each, without a lock.
///
/// A list is pushed by a compare and exchange, and whoever needs one takes the whole shelf by one exchange, so that no link
/// of a list is read that another thread may have taken: there is no ABA problem. What is left over of a shelf stays with
/// the thread that took it.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@unsafe
@frozen
@usableFromInline
struct Depot {
  @usableFromInline let memory: UnsafeMutableRawPointer
  @inlinable init(at memory: UnsafeMutableRawPointer) { unsafe self.memory = unsafe memory }

  @inlinable static var lineByteCount: Int { 64 }
  @inlinable static var byteCount: Int { unsafe lineByteCount &* (Magazines.classCount &+ 1) }

  @inlinable func make() {
    unsafe heldByteCount.initialize(to: Atomic(0))
    for index in unsafe 1..<Magazines.classCount { unsafe shelf(index).initialize(to: DepotShelf()) }
  }

  /// The bytes of all blocks in shelves, and in lists of threads that came from shelves.
  @inlinable var heldByteCount: UnsafeMutablePointer<Atomic<Int>> {
    unsafe memory.assumingMemoryBound(to: Atomic<Int>.self)
  }
  @inlinable func shelf(_ index: Int) -> UnsafeMutablePointer<DepotShelf> {
    unsafe (memory + index &* Self.lineByteCount).assumingMemoryBound(to: DepotShelf.self)
  }

  /// Puts a list, unless the shelf or the depot is full.
  @inlinable
  func put(_ index: Int, _ list: UnsafeMutableRawPointer, byteCount: Int, shelfLimit: Int, limit: Int) -> Bool {
    let shelf = unsafe shelf(index)
    guard unsafe shelf.pointee.count.load(ordering: .relaxed) < shelfLimit,
      unsafe heldByteCount.pointee.load(ordering: .relaxed) &+ byteCount <= limit
    else { return false }
    unsafe heldByteCount.pointee.add(byteCount, ordering: .relaxed)
    unsafe shelf.pointee.count.add(1, ordering: .relaxed)
    unsafe noteUse(shelf)
    var old = unsafe shelf.pointee.chain.load(ordering: .relaxed)
    while true {
      unsafe list.storeBytes(of: old, toByteOffset: MemoryLayout<UInt>.stride, as: UInt.self)
      let (isDone, current) = unsafe shelf.pointee.chain.weakCompareExchange(
        expected: old, desired: UInt(bitPattern: list), successOrdering: .releasing, failureOrdering: .relaxed)
      if isDone { return true }
      old = current
    }
  }

  /// Takes all lists of a shelf.
  @inlinable func takeAll(_ index: Int) -> UnsafeMutableRawPointer? {
    let shelf = unsafe shelf(index)
    guard unsafe shelf.pointee.chain.load(ordering: .relaxed) != 0 else { return nil }
    unsafe shelf.pointee.count.store(0, ordering: .relaxed)
    unsafe noteUse(shelf)
    return unsafe UnsafeMutableRawPointer(bitPattern: shelf.pointee.chain.exchange(0, ordering: .acquiring))
  }

  @inlinable func noteUse(_ shelf: UnsafeMutablePointer<DepotShelf>) {
    if unsafe shelf.pointee.age.load(ordering: .relaxed) != 0 {
      unsafe shelf.pointee.age.store(0, ordering: .relaxed)
    }
  }

  /// Whether nobody used a shelf for the last `limit` questions.
  @inlinable func isIdle(_ index: Int, limit: Int) -> Bool {
    unsafe shelf(index).pointee.age.add(1, ordering: .relaxed).newValue > limit
  }
}
