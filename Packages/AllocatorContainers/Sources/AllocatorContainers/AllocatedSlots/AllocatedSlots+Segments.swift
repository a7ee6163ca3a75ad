extension AllocatedSlots where Element: ~Copyable, A: ~Escapable {
  /// The level of a slot and its place there.
  @inlinable
  static func place(of index: UInt32) -> (level: Int, offset: Int) {
    let position = Int(truncatingIfNeeded: index) &+ SlotSegment<Element, A>.firstSlotCount
    let level = SizeArithmetic.floorOfBinaryLogarithm(position) &- 3
    return (level, position &- SlotSegment<Element, A>.slotCount(level: level))
  }

  @inlinable
  func head(_ index: UInt32) -> UnsafeMutablePointer<SlotHead> {
    let (level, offset) = Self.place(of: index)
    return unsafe (segments.start + level).pointee.heads + offset
  }

  @inlinable
  func element(_ index: UInt32) -> UnsafeMutablePointer<Element> {
    let (level, offset) = Self.place(of: index)
    return unsafe (segments.start + level).pointee.elements(level: level) + offset
  }

  @inlinable
  var refusal: AllocationError {
    segments.allocator.refusal(byteCount: 0, alignment: SlotSegment<Element, A>.alignment)
  }

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
      usedCount &+= 1
    }
    unsafe head(index).pointee.generation &+= 1
    elementCount &+= 1
    return unsafe SlotHandle(index: index, generation: head(index).pointee.generation &+ firstGeneration)
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
    guard let segment = SlotSegment<Element, A>.make(level: segments.count, allocator: segments.allocator) else {
      return false
    }
    switch segments.store(segment) {
    case .stored: break
    case .rejected: return false
    }
    if segments.count == 1 { firstGeneration = SlotHandle<Element>.makeFirstGeneration() }
    return true
  }

  @inlinable
  func check(_ handle: Handle) {
    if !contains(handle) { stopAtStaleHandle(handle) }
  }

  @inlinable
  @inline(never)
  func stopAtStaleHandle(_ handle: Handle) -> Never {
    _stop("a handle of an AllocatedSlots is stale: \(handle) was removed, or belongs to another storage")
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
        try unsafe body(SlotHandle(index: index, generation: generation &+ firstGeneration), element(index))
      }
      index &+= 1
    }
  }
}
