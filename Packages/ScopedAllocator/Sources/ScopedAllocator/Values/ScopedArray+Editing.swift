// What a list of any elements needs, under the names that it has in `AllocatedArray`.
extension ScopedArray where Element: ~Copyable & ~Escapable {
  /// Adds an element in front of the one at `index`, or at the end where `index` is ``count``, taking more memory from
  /// `scope` if it must.
  ///
  /// - Parameters:
  ///   - element: The new element.
  ///   - index: The new element's position.
  ///   - scope: The scope that the array was made in.
  /// - Throws: `AllocationError.outOfMemory`; the array is as it was, and the element is destroyed.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self, copy element, copy scope)
  @inlinable
  public mutating func insert(
    _ element: consuming Element, at index: Int, in scope: borrowing Scope
  ) throws(AllocationError) {
    let count = count
    if UInt(bitPattern: index) > UInt(bitPattern: count) { stopAtIndex(index, count) }
    if isFull { try makeRoom(for: 1, in: scope) }
    let place = unsafe address(of: index)
    unsafe address(of: index &+ 1)._moveNonescapable(Element.self, from: place, count: count &- index)
    unsafe place._initializeNonescapable(to: element)
    unsafe head.pointee.count = count &+ 1
  }

  /// Removes and returns the element at `index`; those behind it move up.
  ///
  /// - Complexity: O(`count`).
  @_lifetime(copy self)
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func remove(at index: Int) -> Element {
    let place = unsafe checkedAddress(of: index)
    let element: Element = unsafe place._takeNonescapable()
    let last = count &- 1
    unsafe place._moveNonescapable(Element.self, from: address(of: index &+ 1), count: last &- index)
    unsafe head.pointee.count = last
    return unsafe _overrideLifetime(element, copying: self)
  }

  /// Removes and returns the last element; there must be one.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func removeLast() -> Element {
    if count == 0 { stopAtEmptyArray() }
    unsafe head.pointee.count &-= 1
    let last: Element = unsafe address(of: count)._takeNonescapable()
    return unsafe _overrideLifetime(last, copying: self)
  }

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
    var (kept, index) = (0, 0)
    // Between the two there is a gap. What is behind it moves up in any case, in front of what is not counted any more.
    unsafe head.pointee.count = 0
    defer {
      unsafe address(of: kept)._moveNonescapable(Element.self, from: address(of: index), count: total &- index)
      unsafe head.pointee.count = kept &+ total &- index
    }
    while index < total {
      let element = unsafe address(of: index)
      if try unsafe element._withNonescapable(Element.self, isRemoved) {
        unsafe element._destroyNonescapable(Element.self)
      } else {
        unsafe address(of: kept)._moveNonescapable(Element.self, from: element, count: 1)
        kept &+= 1
      }
      index &+= 1
    }
  }
}

@usableFromInline
@inline(never)
func stopAtIndex(_ index: Int, _ count: Int) -> Never {
  _stop("the index \(index) is out of the bounds of a ScopedArray with \(count) elements")
}

@usableFromInline
@inline(never)
func stopAtEmptyArray() -> Never { _stop("an element was removed from a ScopedArray that has none") }
