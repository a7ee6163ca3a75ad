// What changes many elements at once.
extension AllocatedArray where Element: ~Copyable, A: ~Escapable {
  /// Destroys the elements that `isRemoved` accepts; the others move up and keep their order.
  ///
  /// - Throws: What `isRemoved` throws; what it had not accepted by then is kept.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll<Failure: Error>(
    where isRemoved: (borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) {
    let total = count
    var kept = 0
    var index = 0
    // Between the two there is a gap: elements in front of it are counted, those behind it are put back at the end.
    storage.count = 0
    do throws(Failure) {
      while index < total {
        if try unsafe isRemoved(start[index]) {
          unsafe (start + index).deinitialize(count: 1)
        } else {
          if kept < index { unsafe (start + kept).moveInitialize(from: start + index, count: 1) }
          kept &+= 1
        }
        index &+= 1
      }
      storage.count = kept
    } catch {
      unsafe (start + kept).moveInitialize(from: start + index, count: total &- index)
      storage.count = kept &+ total &- index
      throw error
    }
  }

  /// Hands the elements at the positions `bounds` to `body`, first to last; those behind them move up.
  ///
  /// - Throws: What `body` throws; the elements at `bounds` that it was not handed are destroyed.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func consumeSubrange<Failure: Error>(
    _ bounds: Range<Int>, _ body: (consuming Element) throws(Failure) -> Void
  ) throws(Failure) {
    checkBounds(bounds, count, .array)
    let total = count
    storage.count = 0
    var index = bounds.lowerBound
    do throws(Failure) {
      while index < bounds.upperBound {
        let element = unsafe (start + index)._take()
        index &+= 1
        try body(element)
      }
      closeGap(bounds, total)
    } catch {
      unsafe (start + index).deinitialize(count: bounds.upperBound &- index)
      closeGap(bounds, total)
      throw error
    }
  }

  @_lifetime(self: copy self)
  @inlinable
  mutating func closeGap(_ gap: Range<Int>, _ total: Int) {
    unsafe (start + gap.lowerBound).moveInitialize(from: start + gap.upperBound, count: total &- gap.upperBound)
    storage.count = total &- gap.count
  }

  /// Moves the elements from `index` on to a new array in memory of the same allocator.
  ///
  /// - Throws: `AllocationError`; the array is as it was.
  /// - Complexity: O(number of elements that move).
  @_lifetime(copy self)
  @_lifetime(self: copy self)
  @inlinable
  public mutating func splitOff(from index: Int) throws(AllocationError) -> AllocatedArray {
    checkBounds(unsafe Range(uncheckedBounds: (index, index)), count, .array)
    var rest = AllocatedArray(allocator: allocator)
    try rest.reallocate(capacity: count &- index)
    unsafe rest.start.moveInitialize(from: start + index, count: count &- index)
    rest.storage.count = count &- index
    storage.count = index
    return rest
  }

  /// Moves all elements of `source` in front of the one at `index`; `source` is empty then, and keeps its capacity.
  ///
  /// - Throws: `AllocationError`; both arrays are as they were.
  /// - Complexity: O(`count` + `source.count`).
  @_lifetime(self: copy self)
  @_lifetime(source: copy source)
  @inlinable
  public mutating func insert<Other: Allocator & ~Escapable>(
    moving source: inout AllocatedArray<Element, Other>, at index: Int
  ) throws(AllocationError) {
    checkBounds(unsafe Range(uncheckedBounds: (index, index)), count, .array)
    let newCount = source.count
    try ensureFreeCapacity(newCount)
    openGap(at: index, newCount)
    unsafe (start + index).moveInitialize(from: source.start, count: newCount)
    storage.count &+= newCount
    source.storage.count = 0
  }

  /// Moves the elements from `index` on up, where there is room.
  @_lifetime(self: copy self)
  @inlinable
  mutating func openGap(at index: Int, _ newCount: Int) {
    unsafe (start + index + newCount).moveInitialize(from: start + index, count: count &- index)
  }

  /// Ends the array by handing each element to `body`, first to last.
  ///
  /// - Throws: What `body` throws; the elements that it was not handed are destroyed.
  /// - Complexity: O(`count`).
  @inlinable
  public consuming func consumeEach<Failure: Error>(
    _ body: (consuming Element) throws(Failure) -> Void
  ) throws(Failure) {
    let total = count
    // What is left when `body` throws is destroyed here; the array has forgotten its elements by then.
    storage.count = 0
    var index = 0
    while index < total {
      let element = unsafe (start + index)._take()
      index &+= 1
      do throws(Failure) {
        try body(element)
      } catch {
        unsafe (start + index).deinitialize(count: total &- index)
        throw error
      }
    }
  }
}

extension AllocatedArray where Element: Copyable, A: ~Escapable {
  /// Adds copies of all elements of `source` in front of the one at `index`.
  ///
  /// - Throws: `AllocationError`; the array is as it was.
  /// - Complexity: O(`count` + `source.count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func insert(copying source: Span<Element>, at index: Int) throws(AllocationError) {
    checkBounds(index..<index, count, .array)
    try replaceSubrange(index..<index, copying: source)
  }

  /// Replaces the elements at the positions `bounds` by copies of all elements of `source`.
  ///
  /// - Throws: `AllocationError`; the array is as it was.
  /// - Complexity: O(`count` + `source.count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func replaceSubrange(
    _ bounds: Range<Int>, copying source: Span<Element>
  ) throws(AllocationError) {
    checkBounds(bounds, count, .array)
    let newCount = source.count
    if newCount > bounds.count { try ensureFreeCapacity(newCount &- bounds.count) }
    let total = count
    unsafe (start + bounds.lowerBound).deinitialize(count: bounds.count)
    unsafe (start + bounds.lowerBound + newCount).moveInitialize(
      from: start + bounds.upperBound, count: total &- bounds.upperBound)
    unsafe source.withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return }
      unsafe (start + bounds.lowerBound).initialize(from: first, count: newCount)
    }
    storage.count = total &- bounds.count &+ newCount
  }
}
