extension AllocatedDeque where Element: ~Copyable, A: ~Escapable {
  /// Adds an element at the end, in place of the first one where the capacity is used up; allocates nothing.
  ///
  /// So a deque that was made with a capacity keeps the newest elements:
  ///
  /// ```swift
  /// var latest = try memory.makeDeque(of: Event.self, capacity: 100)
  /// let oldest = latest.appendOverwriting(event)     // `nil` for the first hundred
  /// ```
  ///
  /// The capacity must not be zero.
  ///
  /// - Returns: The element that was the first, or `nil` when there was room.
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func appendOverwriting(_ element: consuming Element) -> Element? {
    let oldest = isFull ? popFirst() : nil
    if isFull { stopAtNoCapacity() }
    unsafe ring.place(ring.count).initialize(to: element)
    ring.count &+= 1
    return oldest
  }

  @inlinable
  @inline(never)
  func stopAtNoCapacity() -> Never {
    _stop("an element was to overwrite another in an AllocatedDeque without capacity")
  }

  /// Adds an element at the front, or returns it.
  ///
  /// - Complexity: O(1) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func storeFirst(_ element: consuming Element) -> StoreResult<Void, Element> {
    if ring.count == capacity, !grow() { return .rejected(element, refusal) }
    ring.head = ring.head == 0 ? capacity &- 1 : ring.head &- 1
    unsafe ring.place(0).initialize(to: element)
    ring.count &+= 1
    return .stored(())
  }

  /// Adds an element in front of the one at `index`, or at the end where `index` is ``count``.
  ///
  /// - Throws: `AllocationError`; the deque is as it was, and the element is destroyed.
  /// - Complexity: O(distance of `index` from the nearer end).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func insert(_ element: consuming Element, at index: Int) throws(AllocationError) {
    checkBounds(index..<index, count, .deque)
    try ensureFreeCapacity(1)
    ring.openGap(at: index)
    unsafe ring.place(index).initialize(to: element)
  }

  /// Removes and returns the element at `index`.
  ///
  /// - Complexity: O(distance of `index` from the nearer end).
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func remove(at index: Int) -> Element {
    checkIndex(index, count, .deque)
    let element = unsafe ring.place(index)._take()
    ring.closeGap(at: index)
    return element
  }

  /// Removes and returns the first element; there must be one.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func removeFirst() -> Element {
    if ring.count == 0 { stopAtEmpty(.deque) }
    let first = unsafe ring.place(0)._take()
    ring.dropFirstPlace()
    return first
  }

  /// Removes and returns the last element; there must be one.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func removeLast() -> Element {
    if ring.count == 0 { stopAtEmpty(.deque) }
    ring.count &-= 1
    return unsafe ring.place(ring.count)._take()
  }

  /// Destroys the elements that `isRemoved` accepts; the others keep their order.
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
    var failure: Failure?
    ring.count = 0
    while index < total {
      let element = unsafe ring.place(index)
      if failure == nil {
        do throws(Failure) {
          if try unsafe isRemoved(element.pointee) {
            unsafe element.deinitialize(count: 1)
            index &+= 1
            continue
          }
        } catch { failure = error }
      }
      if kept < index { unsafe ring.place(kept).moveInitialize(from: element, count: 1) }
      kept &+= 1
      index &+= 1
    }
    ring.count = kept
    if let failure { throw failure }
  }

  /// Exchanges two elements.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func swapAt(_ first: Int, _ second: Int) {
    checkIndex(first, count, .deque)
    checkIndex(second, count, .deque)
    guard first != second else { return }
    let moved = unsafe ring.place(first).move()
    unsafe ring.place(first).moveInitialize(from: ring.place(second), count: 1)
    unsafe ring.place(second).initialize(to: moved)
  }

  /// Orders the elements by `precedes`, without memory for it. Equal elements may change their order.
  ///
  /// - Throws: What `precedes` throws; all elements are there then, in some order.
  /// - Complexity: O(`count` · log `count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func sort<Failure: Error>(
    by precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) {
    let total = count
    makeContiguous()
    try unsafe _ElementSort.sort(ring.place(0), total, precedes)
  }

  /// Brings the elements into one piece.
  @_lifetime(self: copy self)
  @inlinable
  mutating func makeContiguous() {
    guard !ring.pieces.second.isEmpty else { return }
    if isFull {
      // Exchanging is all there is room for: three reversals turn the ring.
      let head = ring.head
      ring.head = 0
      reverse(0, head)
      reverse(head, count)
      reverse(0, count)
    } else {
      let (first, second) = ring.pieces
      // The gap between the pieces is closed by moving the second one up, and the ring is turned until it is in one.
      let gap = first.lowerBound &- second.upperBound
      unsafe (ring.buffer.start + gap).moveInitialize(from: ring.buffer.start, count: second.count)
      // Now the elements are from `gap` on: the last ones first.
      ring.head = gap
      reverse(0, second.count)
      reverse(second.count, count)
      reverse(0, count)
    }
  }

  @_lifetime(self: copy self)
  @inlinable
  mutating func reverse(_ lower: Int, _ upper: Int) {
    var lower = lower
    var upper = upper &- 1
    while lower < upper {
      swapAt(lower, upper)
      lower &+= 1
      upper &-= 1
    }
  }

  /// Ends the deque by handing each element to `body`, first to last.
  ///
  /// - Throws: What `body` throws; the elements that it was not handed are destroyed.
  /// - Complexity: O(`count`).
  @inlinable
  public consuming func consumeEach<Failure: Error>(
    _ body: (consuming Element) throws(Failure) -> Void
  ) throws(Failure) {
    while ring.count > 0 {
      let element = unsafe ring.place(0)._take()
      ring.dropFirstPlace()
      try body(element)
    }
  }
}
