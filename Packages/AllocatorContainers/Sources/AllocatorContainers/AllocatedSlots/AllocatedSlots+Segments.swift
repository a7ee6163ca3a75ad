extension AllocatedSlots where Element: ~Copyable, A: ~Escapable {
  @inlinable
  @inline(always)
  func segment(_ number: Int) -> UnsafeMutablePointer<SlotSegment<Element, A>> { unsafe segments.start + number }

  @inlinable
  func head(_ index: UInt32) -> UnsafeMutablePointer<SlotHead> {
    let (number, offset) = SlotSegment<Element, A>.place(of: index)
    return unsafe segment(number).pointee.heads + offset
  }

  @inlinable
  func element(_ index: UInt32) -> UnsafeMutablePointer<Element> {
    let (number, offset) = SlotSegment<Element, A>.place(of: index)
    return unsafe segment(number).pointee.element(offset)
  }

  @inlinable
  var refusal: AllocationError {
    let next = SlotSegment<Element, A>.byteCount(
      forSlotCount: max(1, SlotSegment<Element, A>.slotCount(ofSegment: segments.count) / 32))
    return segments.allocator.refusal(byteCount: next ?? .max, alignment: SlotSegment<Element, A>.alignment)
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
      guard let unused = takeUnusedSlot() else { return nil }
      index = unused
    }
    let head = unsafe head(index)
    unsafe head.pointee.generation &+= 1
    elementCount &+= 1
    return unsafe SlotHandle(index: index, generation: head.pointee.generation &+ firstGeneration)
  }

  /// The index of a slot that was never used; nil when there is no room.
  @_lifetime(self: copy self)
  @inlinable
  mutating func takeUnusedSlot() -> UInt32? {
    while true {
      let number = Int(truncatingIfNeeded: currentSegment)
      if number < segments.count {
        let segment = unsafe segment(number)
        if unsafe segment.pointee.usedCount < segment.pointee.slotCount {
          let offset = unsafe segment.pointee.useNextSlot()
          return UInt32(truncatingIfNeeded: SlotSegment<Element, A>.firstIndex(ofSegment: number) &+ offset)
        }
        currentSegment &+= 1
      } else if !addSegment() {
        return nil
      }
    }
  }

  /// Marks a slot, whose element the caller moves out or destroys, as vacant.
  @_lifetime(self: copy self)
  @inlinable
  mutating func vacate(_ index: UInt32) {
    let head = unsafe head(index)
    unsafe head.pointee.generation &+= 1
    elementCount &-= 1
    // A slot whose generations are used up is not used again, so that no old handle ever fits.
    guard unsafe head.pointee.generation != SlotHead.lastGeneration else { return }
    unsafe head.pointee.nextVacant = firstVacant
    firstVacant = index
  }

  /// Adds a segment, as large as its number says or else half, a quarter and so on.
  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func addSegment() -> Bool {
    let number = segments.count
    // Handles have 32 bits for the index.
    guard SlotSegment<Element, A>.firstIndex(ofSegment: number &+ 1) <= Int(truncatingIfNeeded: UInt32.max &>> 1) else {
      return false
    }
    let wanted = SlotSegment<Element, A>.slotCount(ofSegment: number)
    let firstHeadGeneration = unsafe number == 0 ? currentSegment : segment(number &- 1).pointee.nextGeneration
    var slotCount = wanted
    while slotCount > 0 && slotCount >= wanted / 32 {
      if let segment = SlotSegment<Element, A>.make(
        slotCount: slotCount, firstGeneration: firstHeadGeneration, allocator: segments.allocator)
      {
        // Not by `store`: Swift 6.3 cannot compile its result here under Embedded Swift.
        do throws(AllocationError) { try segments.append(segment) } catch { return false }
        if number == 0 {
          // Once for a storage: the numbers of many come close to one another.
          if firstHeadGeneration == 0 { firstGeneration = SlotHandle<Element>.makeFirstGeneration() }
          currentSegment = 0
        }
        return true
      }
      slotCount /= 2
    }
    return false
  }

  /// Returns the segments from `number` on, which hold no element and have no slot in the list of vacant ones.
  @_lifetime(self: copy self)
  @inlinable
  mutating func dropSegments(from number: Int) {
    while segments.count > number {
      let generation = unsafe segment(segments.count &- 1).pointee.generationBehindAll
      segments.removeLast(1)
      guard segments.count > 0 else {
        currentSegment = generation
        break
      }
      let last = unsafe segment(segments.count &- 1)
      unsafe last.pointee.nextGeneration = max(last.pointee.nextGeneration, generation)
    }
  }

  /// A generation that no slot has had: what a first segment begins with when all are gone.
  @inlinable
  var generationBehindAll: UInt32 {
    guard segments.count > 0 else { return currentSegment }
    var last: UInt32 = 0
    segments.forEach { last = max(last, $0.generationBehindAll) }
    return last
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

  /// The handle of the next element from a place on, which is moved behind it; `nil` at the end.
  @inlinable
  func nextHandle(_ number: inout Int, _ offset: inout Int) -> Handle? {
    while number < segments.count {
      let segment = unsafe segment(number)
      while unsafe offset < Int(truncatingIfNeeded: segment.pointee.usedCount) {
        let generation = unsafe segment.pointee.heads[offset].generation
        offset &+= 1
        guard generation & 1 == 1 else { continue }
        let index = SlotSegment<Element, A>.firstIndex(ofSegment: number) &+ offset &- 1
        return SlotHandle(index: UInt32(truncatingIfNeeded: index), generation: generation &+ firstGeneration)
      }
      number &+= 1
      offset = 0
    }
    return nil
  }

  /// Calls `body` with each element, where it is.
  @inlinable
  func visitElements<Failure: Error>(
    _ body: (Handle, UnsafeMutablePointer<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    var (number, offset) = (0, 0)
    while let handle = nextHandle(&number, &offset) { try unsafe body(handle, element(handle.index)) }
  }
}
