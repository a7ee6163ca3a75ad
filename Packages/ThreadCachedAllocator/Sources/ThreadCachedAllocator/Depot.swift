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
  @usableFromInline let isIdle = Atomic(false)
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
    unsafe setIdle(shelf, false)
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
    unsafe setIdle(shelf, false)
    return unsafe UnsafeMutableRawPointer(bitPattern: shelf.pointee.chain.exchange(0, ordering: .acquiring))
  }

  @inlinable func setIdle(_ shelf: UnsafeMutablePointer<DepotShelf>, _ value: Bool) {
    if unsafe shelf.pointee.isIdle.load(ordering: .relaxed) != value {
      unsafe shelf.pointee.isIdle.store(value, ordering: .relaxed)
    }
  }

  /// Whether nobody used a shelf since the last question.
  @inlinable func wasIdle(_ index: Int) -> Bool {
    let shelf = unsafe shelf(index)
    if unsafe shelf.pointee.isIdle.load(ordering: .relaxed) { return true }
    unsafe shelf.pointee.isIdle.store(true, ordering: .relaxed)
    return false
  }
}
