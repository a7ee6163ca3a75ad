extension AllocatedSlots where Element: ~Copyable, A: ~Escapable {
  /// Storage without elements that has room for `capacity` of them.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(log `capacity`) allocations.
  @_lifetime(copy allocator)
  @inlinable
  public init(capacity: Int, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try reserveCapacity(capacity)
  }

  /// Sees to it that at least `capacity` elements fit: nothing allocates as long as they do.
  ///
  /// - Throws: `AllocationError`; the elements are as they were, and no more memory is held than before.
  /// - Complexity: O(log `capacity`) allocations; no element moves.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    checkCount(capacity, .slots)
    let oldCount = segments.count
    var rest = capacity &- self.capacity
    guard rest > 0 else { return }
    guard let segmentCount = SlotSegment<Element, A>.segmentCount(forCapacity: capacity),
      SlotSegment<Element, A>.byteCount(forSlotCount: capacity) != nil
    else { throw refusal(ofCapacity: capacity) }
    // The old list waits until all is there: few allocators can take a grown one's end back.
    var oldList = AllocatedArray<SlotSegment<Element, A>, A>(allocator: segments.allocator)
    let isListNew = segmentCount > segments.capacity
    if isListNew {
      do throws(AllocationError) { try oldList.reallocate(capacity: segmentCount) } catch {
        throw refusal(ofCapacity: capacity)
      }
      exchangeList(with: &oldList)
    }
    while rest > 0 {
      guard addSegment() else {
        dropSegments(from: oldCount)
        if isListNew { exchangeList(with: &oldList) }
        throw refusal(ofCapacity: capacity)
      }
      rest &-= unsafe Int(truncatingIfNeeded: segment(segments.count &- 1).pointee.slotCount)
    }
  }

  /// Exchanges the list of segments for another one that has none yet, and room for them.
  @_lifetime(self: copy self)
  @_lifetime(list: copy list)
  @inlinable
  mutating func exchangeList(with list: inout AllocatedArray<SlotSegment<Element, A>, A>) {
    unsafe list.start.moveInitialize(from: segments.start, count: segments.count)
    swap(&list.storage, &segments.storage)
    segments.storage.count = list.count
    list.storage.count = 0
  }

  @inlinable
  func refusal(ofCapacity capacity: Int) -> AllocationError {
    let (number, _) = SlotSegment<Element, A>.place(of: UInt32(clamping: capacity))
    let slotCount = SlotSegment<Element, A>.slotCount(ofSegment: number)
    return segments.allocator.refusal(
      byteCount: SlotSegment<Element, A>.byteCount(forSlotCount: slotCount) ?? .max,
      alignment: SlotSegment<Element, A>.alignment)
  }

  /// Makes room for `capacity` elements, and returns memory beyond that as far as no element is in it.
  ///
  /// - Throws: `AllocationError`; the elements are as they were.
  /// - Complexity: O(`self.capacity`); no element moves.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reallocate(capacity: Int) throws(AllocationError) {
    try reserveCapacity(capacity)
    shrink(toCapacity: capacity)
  }

  /// Returns memory to the allocator: the blocks behind the last one that has an element, since no element moves.
  ///
  /// Handles stay what they are: those of removed elements are stale for ever. Memory whose slots were used a billion
  /// times stays, since what distinguishes their handles would be used up if it came back.
  ///
  /// - Complexity: O(`capacity`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func shrinkToFit() { shrink(toCapacity: 0) }

  @_lifetime(self: copy self)
  @inlinable
  mutating func shrink(toCapacity capacity: Int) {
    var kept = segments.count
    var rest = self.capacity
    while kept > 0 {
      let last = unsafe segment(kept &- 1)
      rest &-= unsafe Int(truncatingIfNeeded: last.pointee.slotCount)
      // Generations do not begin again, so memory whose slots have used up many of them stays.
      guard rest >= capacity, unsafe !last.pointee.isOccupied,
        unsafe last.pointee.generationBehindAll <= SlotHead.lastGenerationToLeave
      else { break }
      kept &-= 1
    }
    if kept < segments.count {
      dropSegments(from: kept)
      collectVacantSlots()
    }
    segments.shrinkToFit()
  }

  /// Makes the list of vacant slots anew.
  @_lifetime(self: copy self)
  @inlinable
  mutating func collectVacantSlots() {
    firstVacant = .max
    guard segments.count > 0 else { return }
    currentSegment = UInt32(truncatingIfNeeded: segments.count)
    var number = segments.count
    while number > 0 {
      number &-= 1
      let segment = unsafe segment(number)
      if unsafe segment.pointee.usedCount < segment.pointee.slotCount {
        currentSegment = UInt32(truncatingIfNeeded: number)
      }
      let first = SlotSegment<Element, A>.firstIndex(ofSegment: number)
      var offset = unsafe Int(truncatingIfNeeded: segment.pointee.usedCount)
      while offset > 0 {
        offset &-= 1
        let head = unsafe segment.pointee.heads + offset
        if unsafe head.pointee.isOccupied || head.pointee.generation == SlotHead.lastGeneration { continue }
        unsafe head.pointee.nextVacant = firstVacant
        firstVacant = UInt32(truncatingIfNeeded: first &+ offset)
      }
    }
  }
}

extension Allocator where Self: ~Escapable {
  /// Storage in memory of this allocator whose elements are found by handles.
  ///
  /// - Parameters:
  ///   - type: The type of the elements.
  ///   - capacity: The number of elements to make room for at once; zero allocates nothing.
  /// - Throws: `AllocationError`.
  /// - Complexity: O(log `capacity`) allocations.
  @_lifetime(copy self)
  @inlinable
  public func makeSlots<Element: ~Copyable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedSlots<Element, Self> {
    try AllocatedSlots(capacity: capacity, allocator: self)
  }
}
