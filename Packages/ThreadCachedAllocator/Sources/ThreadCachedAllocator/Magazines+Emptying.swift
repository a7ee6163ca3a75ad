internal import AllocatorCore

extension Magazines {
  /// After how many refills and flushes reserves are returned that nobody used meanwhile.
  @inlinable static var period: Int { 256 }

  /// Counts a refill or a flush; whether it is time to call ``trim(_:)``.
  @inline(always)
  @inlinable
  public func tick() -> Bool {
    let count = unsafe ticks.pointee &+ 1
    unsafe ticks.pointee = unsafe count == Self.period ? 0 : count
    return unsafe count == Self.period
  }

  /// Passes the reserves that were not used since the last call, which are the caller's then: class, first block, number.
  ///
  /// - Complexity: O(classes), and the caller's cost.
  @inlinable
  public func trim(_ body: (Int, UnsafeMutableRawPointer, Int) -> Void) {
    for index in unsafe 1..<Self.classCount {
      let magazine = unsafe magazine(index)
      if unsafe magazine.pointee.isIdle, let spare = unsafe magazine.pointee.spare {
        unsafe magazine.pointee.spare = nil
        unsafe body(index, spare, Int(magazine.pointee.capacity))
      }
      unsafe magazine.pointee.isIdle = true
    }
  }

  /// Keeps full lists for later, which are linked through the second words of their first blocks, where none are kept.
  @inlinable func keepChain(_ index: Int, _ chain: UnsafeMutableRawPointer?) {
    unsafe magazine(index).pointee.chain = unsafe chain
  }
  /// Takes one of the lists that are kept.
  @inlinable func takeFromChain(_ index: Int) -> UnsafeMutableRawPointer? {
    guard let list = unsafe magazine(index).pointee.chain else { return nil }
    unsafe magazine(index).pointee.isIdle = false
    unsafe magazine(index).pointee.chain = unsafe list.load(
      fromByteOffset: MemoryLayout<UInt>.stride, as: UnsafeMutableRawPointer?.self)
    return unsafe list
  }

  /// Empties all magazines, and passes each list that they held: class, first block, number of blocks.
  ///
  /// - Complexity: O(classes), and the caller's cost.
  @inlinable
  public func drain(_ body: (Int, UnsafeMutableRawPointer, Int) -> Void) {
    for index in unsafe 1..<Self.classCount {
      let magazine = unsafe magazine(index)
      let capacity = unsafe Int(magazine.pointee.capacity)
      let count = unsafe capacity &- Int(magazine.pointee.room)
      let head = unsafe magazine.pointee.head
      let spare = unsafe magazine.pointee.spare
      unsafe magazine.pointee.head = nil
      unsafe magazine.pointee.spare = nil
      unsafe magazine.pointee.room = Int32(truncatingIfNeeded: capacity)
      if let head = unsafe head { unsafe body(index, head, count) }
      if let spare = unsafe spare { unsafe body(index, spare, capacity) }
    }
  }

  /// The bytes of the blocks in all magazines.
  ///
  /// - Complexity: O(classes + full lists from other threads).
  public var cachedByteCount: Int {
    var sum = 0
    for index in unsafe 1..<Self.classCount {
      let magazine = unsafe magazine(index)
      let capacity = unsafe Int(magazine.pointee.capacity)
      var count = unsafe capacity - Int(magazine.pointee.room) + (magazine.pointee.spare == nil ? 0 : capacity)
      var chain = unsafe magazine.pointee.chain
      while let list = unsafe chain {
        count += capacity
        unsafe chain = unsafe list.load(fromByteOffset: MemoryLayout<UInt>.stride, as: UnsafeMutableRawPointer?.self)
      }
      unsafe sum += count * Self.blockByteCount(of: index)
    }
    return sum
  }

  /// Stops the program, where builds are checked, at a block that this thread has freed before. O(capacity).
  ///
  /// - Complexity: O(capacity) where builds are checked, and nothing otherwise.
  @inline(always)
  @inlinable
  public func expectNotHeld(_ index: Int, _ block: UnsafeMutableRawPointer) {
    #if DEBUG || HARDENED
      if unsafe holds(index, block) {
        _stop("an allocator with thread caches was asked to deallocate a block that was freed before")
      }
    #endif
  }

  /// Whether a block is in a class's magazines: it was freed before. For checks, O(capacity).
  ///
  /// - Complexity: O(capacity).
  public func holds(_ index: Int, _ block: UnsafeMutableRawPointer) -> Bool {
    let lists = unsafe (magazine(index).pointee.head, magazine(index).pointee.spare)
    if unsafe Self.list(lists.0, holds: block) { return true }
    return unsafe Self.list(lists.1, holds: block)
  }
  static func list(_ list: UnsafeMutableRawPointer?, holds block: UnsafeMutableRawPointer) -> Bool {
    var next = unsafe list
    while let current = unsafe next {
      if unsafe current == block { return true }
      unsafe next = current.load(as: UnsafeMutableRawPointer?.self)
    }
    return false
  }
}
