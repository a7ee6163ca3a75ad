extension AllocatedSlots where Element: ~Copyable, A: ~Escapable {
  /// Stores an element that knows its own handle.
  ///
  /// ```swift
  /// let root = try nodes.insert { handle in Node(itself: handle) }
  /// ```
  ///
  /// - Parameter makeElement: Makes the element, with the handle that finds it as soon as it is stored.
  /// - Returns: The handle.
  /// - Throws: `AllocationError`; the storage is as it was, and `makeElement` was not called.
  /// - Complexity: O(1) amortized; no element moves.
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func insert(_ makeElement: (Handle) -> Element) throws(AllocationError) -> Handle {
    guard let handle = takeSlot() else { throw refusal }
    unsafe element(handle.index).initialize(to: makeElement(handle))
    return handle
  }

  #if !hasFeature(Embedded)
    /// Stores an element that knows its own handle, made by a closure that may throw.
    ///
    /// - Parameter makeElement: Makes the element, with the handle that finds it as soon as it is stored.
    /// - Returns: The handle.
    /// - Throws: `AllocationError` when there is no room, or what `makeElement` throws; the storage is as it was, but for
    ///   the memory that it may have taken.
    /// - Complexity: O(1) amortized; no element moves.
    @_lifetime(self: copy self)
    @inlinable
    @discardableResult
    public mutating func insert(_ makeElement: (Handle) throws -> Element) throws -> Handle {
      guard let handle = takeSlot() else { throw refusal }
      do {
        unsafe element(handle.index).initialize(to: try makeElement(handle))
        return handle
      } catch {
        vacate(handle.index)
        throw error
      }
    }
  #endif

  /// Calls `body` with the element of `handle`, to be modified where it is.
  ///
  /// - Returns: What `body` returns, or `nil` when the element was removed.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func updateElement<Result: ~Copyable, Failure: Error>(
    _ handle: Handle, _ body: (inout Element) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard contains(handle) else { return nil }
    return try unsafe body(&element(handle.index).pointee)
  }

  /// Calls `body` with each element and its handle, in the order of their slots; elements may be modified.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func updateEach<Failure: Error>(
    _ body: (Handle, inout Element) throws(Failure) -> Void
  ) throws(Failure) {
    try unsafe visitElements { (handle, element) throws(Failure) in try unsafe body(handle, &element.pointee) }
  }

  /// Destroys the elements that `isRemoved` accepts; their handles are stale then.
  ///
  /// - Throws: What `isRemoved` throws; what it had not accepted by then is kept.
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll<Failure: Error>(
    where isRemoved: (Handle, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) {
    var (number, offset) = (0, 0)
    while let handle = nextHandle(&number, &offset) {
      let element = unsafe element(handle.index)
      guard try unsafe isRemoved(handle, element.pointee) else { continue }
      vacate(handle.index)
      unsafe element.deinitialize(count: 1)
    }
  }

  /// Ends the storage by handing each element to `body`, in the order of their slots.
  ///
  /// - Throws: What `body` throws; the elements that it was not handed are destroyed.
  /// - Complexity: O(capacity).
  @inlinable
  public consuming func consumeEach<Failure: Error>(
    _ body: (consuming Element) throws(Failure) -> Void
  ) throws(Failure) {
    var (number, offset) = (0, 0)
    while let handle = nextHandle(&number, &offset) {
      vacate(handle.index)
      try unsafe body(element(handle.index)._take())
    }
  }
}

extension AllocatedSlots where Element: Copyable, A: ~Escapable {
  /// A copy of this storage, in memory of the same allocator, in which the same handles find the copies.
  ///
  /// Handles that one of the two makes later may find something in the other, too.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(capacity).
  @_lifetime(copy self)
  @inlinable
  public borrowing func clone() throws(AllocationError) -> AllocatedSlots {
    var copy = AllocatedSlots(allocator: allocator)
    try copy.segments.reallocate(capacity: segments.count)
    for number in segments.indices {
      let source = unsafe segment(number)
      guard
        var twin = unsafe SlotSegment<Element, A>.make(
          slotCount: Int(truncatingIfNeeded: source.pointee.slotCount), firstGeneration: source.pointee.firstGeneration,
          allocator: segments.allocator)
      else { throw refusal }
      twin.nextGeneration = unsafe source.pointee.nextGeneration
      while unsafe twin.usedCount < source.pointee.usedCount {
        let offset = twin.useNextSlot()
        unsafe twin.heads[offset] = source.pointee.heads[offset]
        if unsafe twin.heads[offset].isOccupied {
          unsafe twin.element(offset).initialize(to: source.pointee.element(offset).pointee)
        }
      }
      try copy.segments.append(twin)
    }
    copy.elementCount = elementCount
    copy.currentSegment = currentSegment
    copy.firstVacant = firstVacant
    copy.firstGeneration = firstGeneration
    return copy
  }
}

extension Array {
  /// A standard array of copies of the elements of `source`, in the order of their slots.
  ///
  /// - Complexity: O(`source.capacity`).
  @inlinable
  public init<A: Allocator & ~Escapable>(copying source: borrowing AllocatedSlots<Element, A>) {
    self.init()
    reserveCapacity(source.count)
    unsafe source.visitElements { _, element in append(unsafe element.pointee) }
  }
}

#if !hasFeature(Embedded)
  extension AllocatedSlots where Element: Copyable, A: ~Escapable {
    /// The elements in words, such as `[1, 2, 3]`, in the order of their slots.
    public var description: String { Array(copying: self).description }
  }
#endif
