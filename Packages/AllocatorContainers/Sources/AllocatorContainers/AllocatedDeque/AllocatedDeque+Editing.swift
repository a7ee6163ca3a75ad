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

  /// Adds an element at the front, or gives it back.
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
    let element = unsafe ring.place(index).move()
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
    let first = unsafe ring.place(0).move()
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
    return unsafe ring.place(ring.count).move()
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
    try unsafe ElementSort.sort(
      ring.place(0), 0, total, depth: 2 &* (Int.bitWidth &- total.leadingZeroBitCount), precedes)
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
      // Now the elements stand from `gap` on: the last ones first.
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
      let element = unsafe ring.place(0).move()
      ring.dropFirstPlace()
      try body(element)
    }
  }
}

extension AllocatedDeque where Element: Copyable, A: ~Escapable {
  /// The first element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var first: Element? { isEmpty ? nil : unsafe ring.place(0).pointee }

  /// The last element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var last: Element? { isEmpty ? nil : unsafe ring.place(count &- 1).pointee }

  /// Adds copies of all elements of `source` at the end.
  ///
  /// - Throws: `AllocationError`; the deque is as it was.
  /// - Complexity: O(`source.count`) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(copying source: Span<Element>) throws(AllocationError) {
    try ensureFreeCapacity(source.count)
    unsafe source.withUnsafeBufferPointer { elements in
      guard let start = elements.baseAddress else { return }
      let atEnd = min(elements.count, contiguousFreeCapacity)
      unsafe ring.place(count).initialize(from: start, count: atEnd)
      ring.count &+= atEnd
      guard atEnd < elements.count else { return }
      unsafe ring.place(count).initialize(from: start + atEnd, count: elements.count &- atEnd)
      ring.count &+= elements.count &- atEnd
    }
  }

  /// How many elements fit side by side behind the last one.
  @inlinable
  var contiguousFreeCapacity: Int {
    let end = ring.head &+ ring.count
    return end < capacity ? capacity &- end : capacity &- ring.count
  }

  /// Adds copies of the elements of `source` at the end: all at once where it stores them side by side.
  ///
  /// - Throws: `AllocationError`; the deque is as it was.
  /// - Complexity: O(number of new elements) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(copying source: some Sequence<Element>) throws(AllocationError) {
    let error = source.withContiguousStorageIfAvailable { elements -> AllocationError? in
      do throws(AllocationError) {
        try unsafe append(copying: elements.span)
        return nil
      } catch { return error }
    }
    guard let error else { return try appendOneByOne(source) }
    if let error { throw error }
  }

  @_lifetime(self: copy self)
  @inlinable
  mutating func appendOneByOne(_ source: some Sequence<Element>) throws(AllocationError) {
    let oldCount = count
    do throws(AllocationError) {
      // A user's sequence may estimate anything: no more than a hint.
      let estimate = source.underestimatedCount
      if estimate > freeCapacity { _ = grow(by: estimate) }
      for element in source { try append(element) }
    } catch {
      while count > oldCount { removeLast() }
      throw error
    }
  }

  /// Adds copies of all elements of `source` at the front, in their order.
  ///
  /// - Throws: `AllocationError`; the deque is as it was.
  /// - Complexity: O(`source.count`) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func prepend(copying source: Span<Element>) throws(AllocationError) {
    try ensureFreeCapacity(source.count)
    var index = source.count
    while index > 0 {
      index &-= 1
      ring.head = ring.head == 0 ? capacity &- 1 : ring.head &- 1
      unsafe ring.place(0).initialize(to: source[index])
      ring.count &+= 1
    }
  }
}

extension AllocatedDeque where Element: Equatable, A: ~Escapable {
  /// Whether both have the same elements in the same order.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func == <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedDeque, right: borrowing AllocatedDeque<Element, Other>
  ) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where unsafe left.ring.place(index).pointee != right.ring.place(index).pointee {
      return false
    }
    return true
  }

  /// The position of the first element that equals `element`, or `nil`.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func firstIndex(of element: Element) -> Int? {
    for index in indices where unsafe ring.place(index).pointee == element { return index }
    return nil
  }

  /// Whether an element equals `element`.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func contains(_ element: Element) -> Bool { firstIndex(of: element) != nil }
}

extension AllocatedDeque where Element: Comparable, A: ~Escapable {
  /// Whether `left` comes before `right`: by the first elements that differ, or else the shorter one.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func < <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedDeque, right: borrowing AllocatedDeque<Element, Other>
  ) -> Bool {
    var index = 0
    while index < left.count && index < right.count {
      let (one, other) = unsafe (left.ring.place(index), right.ring.place(index))
      if unsafe one.pointee < other.pointee { return true }
      if unsafe other.pointee < one.pointee { return false }
      index &+= 1
    }
    return left.count < right.count
  }

  /// Orders the elements, without memory for it. Equal elements may change their order.
  ///
  /// - Complexity: O(`count` · log `count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func sort() { sort { $0 < $1 } }
}

extension AllocatedDeque where Element: Hashable, A: ~Escapable {
  /// Feeds the elements to `hasher`, as a standard array of them does.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for index in indices { unsafe hasher.combine(ring.place(index).pointee) }
  }
}
