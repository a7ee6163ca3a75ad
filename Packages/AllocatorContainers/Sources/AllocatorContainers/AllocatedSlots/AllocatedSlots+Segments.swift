// Where the slots are: level 0 has 8 of them, each further level twice as many.
extension AllocatedSlots where Element: ~Copyable, A: ~Escapable {
  @inlinable
  static var firstSlotCount: Int { 8 }

  @inlinable
  static func slotCount(ofLevels count: Int) -> Int { firstSlotCount &<< count &- firstSlotCount }

  @inlinable
  static var alignment: Int { max(MemoryLayout<Element>.alignment, MemoryLayout<SlotHead>.alignment) }

  /// The distance of a segment's first element from its first head.
  @inlinable
  static func elementOffset(level: Int) -> Int {
    let mask = MemoryLayout<Element>.alignment &- 1
    return ((firstSlotCount &* MemoryLayout<SlotHead>.stride) &<< level &+ mask) & ~mask
  }

  @inlinable
  static func block(at address: UnsafeMutableRawPointer, level: Int) -> Block {
    unsafe Block(
      address: address,
      byteCount: elementOffset(level: level) &+ (firstSlotCount &* MemoryLayout<Element>.stride) &<< level,
      alignment: alignment)
  }

  /// The level of a slot and its place there.
  @inlinable
  static func place(of index: UInt32) -> (level: Int, offset: Int) {
    let position = Int(truncatingIfNeeded: index) &+ firstSlotCount
    let level = SizeArithmetic.floorOfBinaryLogarithm(position) &- 3
    return (level, position &- firstSlotCount &<< level)
  }

  @inlinable
  func head(_ index: UInt32) -> UnsafeMutablePointer<SlotHead> {
    let (level, offset) = Self.place(of: index)
    return unsafe segments.start[level].assumingMemoryBound(to: SlotHead.self) + offset
  }

  @inlinable
  func element(_ index: UInt32) -> UnsafeMutablePointer<Element> {
    let (level, offset) = Self.place(of: index)
    return unsafe (segments.start[level] + Self.elementOffset(level: level)).assumingMemoryBound(to: Element.self)
      + offset
  }

  @inlinable
  var refusal: AllocationError { unsafe segments.allocator.refusal(alignment: Self.alignment) }

  /// Marks a vacant slot as occupied, for the caller to initialize; nil when there is no room.
  @_lifetime(self: copy self)
  @inlinable
  mutating func takeSlot() -> Handle? {
    let index: UInt32
    if firstVacant != .max {
      index = firstVacant
      firstVacant = unsafe head(index).pointee.nextVacant
    } else {
      guard Int(truncatingIfNeeded: usedCount) < capacity || addSegment() else { return nil }
      index = usedCount
      unsafe head(index).initialize(to: SlotHead())
      usedCount &+= 1
    }
    unsafe head(index).pointee.generation &+= 1
    elementCount &+= 1
    return unsafe SlotHandle(index: index, generation: head(index).pointee.generation)
  }

  /// Marks a slot, whose element the caller moves out or destroys, as vacant.
  @_lifetime(self: copy self)
  @inlinable
  mutating func vacate(_ index: UInt32) {
    let head = unsafe head(index)
    unsafe head.pointee.generation &+= 1
    elementCount &-= 1
    // A slot whose generations are used up is not used again, so that no old handle ever fits.
    guard unsafe head.pointee.generation != UInt32.max &- 1 else { return }
    unsafe head.pointee.nextVacant = firstVacant
    firstVacant = index
  }

  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func addSegment() -> Bool {
    let level = unsafe segments.count
    let slotCount = Self.firstSlotCount &<< level
    // Handles have 32 bits for the index.
    guard Self.slotCount(ofLevels: level &+ 1) < Int(truncatingIfNeeded: UInt32.max &>> 1),
      let byteCount = SizeArithmetic.product(slotCount, MemoryLayout<Element>.stride)
        .flatMap({ SizeArithmetic.sum($0, Self.elementOffset(level: level)) }),
      let block = unsafe segments.allocator.allocateIfPossible(byteCount: byteCount, alignment: Self.alignment)
    else { return false }
    switch unsafe segments.store(block.address) {
    case .stored: return true
    case .rejected:
      unsafe segments.allocator.deallocate(block)
      return false
    }
  }

  @inlinable
  func check(_ handle: Handle) {
    if !contains(handle) { stopAtStaleHandle(handle) }
  }

  @inlinable
  @inline(never)
  func stopAtStaleHandle(_ handle: Handle) -> Never {
    stop("a handle of an AllocatedSlots is stale: \(handle) was removed, or belongs to another storage")
  }

  /// Calls `body` with each element, where it is.
  @inlinable
  func visitElements<Failure: Error>(
    _ body: (Handle, UnsafeMutablePointer<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    var index: UInt32 = 0
    while index < usedCount {
      let generation = unsafe head(index).pointee.generation
      if generation & 1 == 1 {
        try unsafe body(SlotHandle(index: index, generation: generation), element(index))
      }
      index &+= 1
    }
  }
}
