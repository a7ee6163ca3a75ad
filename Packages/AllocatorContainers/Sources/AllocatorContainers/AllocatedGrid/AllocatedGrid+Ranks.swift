extension AllocatedGrid where Element: ~Copyable, A: ~Escapable, rank == 2 {
  /// The element at a row and a column, read and modified in place.
  ///
  /// - Complexity: O(1).
  @inlinable
  public subscript(row: Int, column: Int) -> Element {
    _read { yield unsafe storage.buffer.start[offset([row, column])] }
    _modify {
      let element = unsafe storage.buffer.start + offset([row, column])
      yield unsafe &element.pointee
    }
  }

  /// The elements of a row, to be read.
  ///
  /// - Complexity: O(1).
  @_lifetime(borrow self)
  @inlinable
  public borrowing func row(_ row: Int) -> Span<Element> {
    checkIndex(row, extents[0], .grid)
    let start = unsafe storage.buffer.start + row &* extents[1]
    return unsafe _overrideLifetime(Span(_unsafeStart: start, count: extents[1]), borrowing: self)
  }

  /// The elements of a row, to be modified in place.
  ///
  /// - Complexity: O(1).
  @_lifetime(&self)
  @inlinable
  public mutating func mutableRow(_ row: Int) -> MutableSpan<Element> {
    checkIndex(row, extents[0], .grid)
    let start = unsafe storage.buffer.start + row &* extents[1]
    return unsafe _overrideLifetime(MutableSpan(_unsafeStart: start, count: extents[1]), mutating: &self)
  }
}

extension AllocatedGrid where Element: ~Copyable, A: ~Escapable, rank == 3 {
  /// The element at three indices, read and modified in place.
  ///
  /// - Complexity: O(1).
  @inlinable
  public subscript(first: Int, second: Int, third: Int) -> Element {
    _read { yield unsafe storage.buffer.start[offset([first, second, third])] }
    _modify {
      let element = unsafe storage.buffer.start + offset([first, second, third])
      yield unsafe &element.pointee
    }
  }
}

extension AllocatedGrid where Element: Copyable, A: ~Escapable {
  /// A grid of copies of `element`.
  ///
  /// - Parameters:
  ///   - element: What each element is a copy of.
  ///   - extents: The number of positions in each dimension, zero or more each.
  ///   - allocator: The handle that the memory comes from.
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`count`).
  @_lifetime(copy allocator)
  @inlinable
  public init(
    repeating element: Element, extents: InlineArray<rank, Int>, allocator: A
  ) throws(AllocationError) {
    try self.init(extents: extents, allocator: allocator) { (_) throws(AllocationError) in element }
  }

  /// A copy of this grid, in memory of the same allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`count`).
  @_lifetime(copy self)
  @inlinable
  public borrowing func clone() throws(AllocationError) -> AllocatedGrid {
    var offset = 0
    return try AllocatedGrid(extents: extents, allocator: allocator) { (_) throws(AllocationError) in
      offset &+= 1
      return unsafe storage.buffer.start[offset &- 1]
    }
  }
}

extension AllocatedGrid where Element: Equatable, A: ~Escapable {
  /// Whether both have the same extents and the same elements.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func == <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedGrid, right: borrowing AllocatedGrid<Element, Other, rank>
  ) -> Bool {
    for dimension in left.extents.indices where left.extents[dimension] != right.extents[dimension] { return false }
    for offset in 0..<left.count where unsafe left.storage.buffer.start[offset] != right.storage.buffer.start[offset] {
      return false
    }
    return true
  }
}

extension Allocator where Self: ~Escapable {
  /// A grid of copies of `element`, in memory of this allocator.
  ///
  /// - Parameters:
  ///   - element: What each element is a copy of.
  ///   - extents: The number of positions in each dimension, such as `[8, 8]`.
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of elements).
  @_lifetime(copy self)
  @inlinable
  public func makeGrid<Element, let rank: Int>(
    repeating element: Element, extents: InlineArray<rank, Int>
  ) throws(AllocationError) -> AllocatedGrid<Element, Self, rank> {
    try AllocatedGrid(repeating: element, extents: extents, allocator: self)
  }

  /// A grid whose elements are made one by one, in memory of this allocator.
  ///
  /// - Parameters:
  ///   - extents: The number of positions in each dimension, such as `[8, 8]`.
  ///   - makeElement: Makes the element at a place.
  /// - Throws: `AllocationError`, also what `makeElement` throws.
  /// - Complexity: O(number of elements).
  @_lifetime(copy self)
  @inlinable
  public func makeGrid<Element: ~Copyable, let rank: Int>(
    extents: InlineArray<rank, Int>, _ makeElement: (InlineArray<rank, Int>) throws(AllocationError) -> Element
  ) throws(AllocationError) -> AllocatedGrid<Element, Self, rank> {
    try AllocatedGrid(extents: extents, allocator: self, makeElement)
  }
}
