extension AllocatedDeque where Element: ~Copyable, A: ~Escapable {
  /// A deque without elements that has room for exactly `capacity` of them.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(1).
  @_lifetime(copy allocator)
  @inlinable
  public init(capacity: Int, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try reallocate(capacity: capacity)
  }
}

extension AllocatedDeque where Element: Copyable, A: ~Escapable {
  /// A deque of copies of all elements of `source`.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`source.count`).
  @_lifetime(copy allocator)
  @inlinable
  public init(copying source: Span<Element>, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try reallocate(capacity: source.count)
    try append(copying: source)
  }

  /// A deque of copies of the elements of `source`.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of elements).
  @_lifetime(copy allocator)
  @inlinable
  public init(copying source: some Sequence<Element>, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try append(copying: source)
  }

  /// A copy of this deque, in memory of the same allocator, without spare capacity.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`count`).
  @_lifetime(copy self)
  @inlinable
  public borrowing func clone() throws(AllocationError) -> AllocatedDeque {
    var copy = AllocatedDeque(allocator: allocator)
    try copy.reallocate(capacity: count)
    try forEachSpan { (piece) throws(AllocationError) in try copy.append(copying: piece) }
    return copy
  }
}

extension Allocator where Self: ~Escapable {
  /// A deque in memory of this allocator.
  ///
  /// - Parameters:
  ///   - type: The type of the elements.
  ///   - capacity: The number of elements to make room for at once; zero allocates nothing.
  /// - Throws: `AllocationError`.
  /// - Complexity: O(1) and one allocation; none where `capacity` is zero.
  @_lifetime(copy self)
  @inlinable
  public func makeDeque<Element: ~Copyable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedDeque<Element, Self> {
    try AllocatedDeque(capacity: capacity, allocator: self)
  }

  /// A deque of copies of the elements of `source`, in memory of this allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of elements).
  @_lifetime(copy self)
  @inlinable
  public func makeDeque<Element>(
    copying source: some Sequence<Element>
  ) throws(AllocationError) -> AllocatedDeque<Element, Self> {
    try AllocatedDeque(copying: source, allocator: self)
  }
}

extension Array {
  /// A standard array of copies of the elements of `source`.
  ///
  /// - Complexity: O(`source.count`).
  @inlinable
  public init<A: Allocator & ~Escapable>(copying source: borrowing AllocatedDeque<Element, A>) {
    self.init()
    reserveCapacity(source.count)
    source.forEachSpan { piece in for index in piece.indices { append(piece[index]) } }
  }
}

#if !hasFeature(Embedded)
  extension AllocatedDeque where Element: Copyable, A: ~Escapable {
    /// The elements in words, such as `[1, 2, 3]`.
    ///
    /// - Complexity: O(`count`).
    public var description: String { Array(copying: self).description }
  }
#endif
