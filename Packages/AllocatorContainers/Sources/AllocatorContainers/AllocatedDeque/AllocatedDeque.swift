/// A double-ended queue in memory of an allocator: elements are added and removed at both ends.
///
/// Choose it for queues, windows and buffers between a producer and a consumer; ``AllocatedArray`` is simpler where
/// only one end moves. It is a ring: its elements are in one block, in up to two pieces. It stores its allocator's
/// handle and may go exactly where that handle may.
///
/// It is four words wide with `SystemAllocator`, plus the handle with others, and holds no memory until it has an
/// element. It grows to twice its capacity, in place where the allocator can, and by less where twice as much is
/// refused. Running out of memory is an error that leaves the deque as it was. With ``appendOverwriting(_:)`` it is a
/// ring of fixed capacity that keeps the newest elements.
///
/// ```swift
/// var jobs = AllocatedDeque<Job, SystemAllocator>(allocator: .system)
/// try jobs.append(Job())
/// while let job = jobs.popFirst() { run(job) }
/// ```
///
/// Each operation is O(1), beside what its allocator costs, unless it says otherwise.
@safe
@frozen
public struct AllocatedDeque<Element: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline var ring: Ring<Element, A>
  /// The handle that the memory comes from.
  public let allocator: A

  /// A deque without elements, which holds no memory.
  ///
  /// - Complexity: O(1); nothing is allocated.
  @_lifetime(copy allocator)
  @inlinable
  public init(allocator: A) {
    ring = Ring()
    self.allocator = allocator
  }

  /// The number of elements.
  @inlinable
  public var count: Int { ring.count }
  /// The number of elements that fit without growing.
  @inlinable
  public var capacity: Int { ring.buffer.capacity }
  /// Whether there is no element.
  @inlinable
  public var isEmpty: Bool { ring.count == 0 }
  /// Whether the capacity is used up, so that the next element needs more memory.
  @inlinable
  public var isFull: Bool { ring.count == ring.buffer.capacity }
  /// The number of elements that can be added without growing.
  @inlinable
  public var freeCapacity: Int { ring.buffer.capacity &- ring.count }
  /// The positions of the elements.
  @inlinable
  public var indices: Range<Int> { unsafe Range(uncheckedBounds: (0, ring.count)) }

  /// The element at `index`, read and modified in place; the first one is at 0.
  ///
  /// - Complexity: O(1).
  @inlinable
  public subscript(index: Int) -> Element {
    _read {
      checkIndex(index, ring.count, .deque)
      yield unsafe ring.place(index).pointee
    }
    _modify {
      checkIndex(index, ring.count, .deque)
      let element = unsafe ring.place(index)
      yield unsafe &element.pointee
    }
  }

  /// Adds an element at the end.
  ///
  /// - Throws: `AllocationError`; the deque is as it was, and the element is destroyed. ``store(_:)`` returns it.
  /// - Complexity: O(1) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(_ element: consuming Element) throws(AllocationError) {
    if ring.count == capacity, !grow() { throw refusal }
    unsafe ring.place(ring.count).initialize(to: element)
    ring.count &+= 1
  }

  /// Adds an element at the end, or returns it.
  ///
  /// - Complexity: O(1) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func store(_ element: consuming Element) -> StoreResult<Void, Element> {
    if ring.count == capacity, !grow() { return .rejected(element, refusal) }
    unsafe ring.place(ring.count).initialize(to: element)
    ring.count &+= 1
    return .stored(())
  }

  /// Adds an element at the front.
  ///
  /// - Throws: `AllocationError`; the deque is as it was, and the element is destroyed.
  /// - Complexity: O(1) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func prepend(_ element: consuming Element) throws(AllocationError) {
    if ring.count == capacity, !grow() { throw refusal }
    ring.head = ring.head == 0 ? capacity &- 1 : ring.head &- 1
    unsafe ring.place(0).initialize(to: element)
    ring.count &+= 1
  }

  /// Removes and returns the first element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func popFirst() -> Element? {
    guard ring.count > 0 else { return nil }
    let first = unsafe ring.place(0)._take()
    ring.dropFirstPlace()
    return first
  }

  /// Removes and returns the last element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func popLast() -> Element? {
    guard ring.count > 0 else { return nil }
    ring.count &-= 1
    return unsafe ring.place(ring.count)._take()
  }

  /// Destroys all elements.
  ///
  /// - Parameter isCapacityKept: Whether the memory is kept for new elements; otherwise it is returned.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    guard isCapacityKept else {
      ring = Ring()
      return
    }
    ring.destroyElements()
    ring.count = 0
  }

  /// Calls `body` with the elements in order, as one span or two.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public borrowing func forEachSpan<Failure: Error>(
    _ body: (Span<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    let (first, second) = ring.pieces
    let start = unsafe ring.buffer.start
    if !first.isEmpty { try unsafe body(Span(_unsafeStart: start + first.lowerBound, count: first.count)) }
    if !second.isEmpty { try unsafe body(Span(_unsafeStart: start, count: second.count)) }
  }
}

extension AllocatedDeque: Escapable where Element: ~Copyable, A: Escapable {}
extension AllocatedDeque: @unchecked Sendable where Element: Sendable & ~Copyable, A: Sendable & ~Escapable {}

extension AllocatedDeque where Element: ~Copyable, A: ~Escapable {
  /// Calls `body` with each element, first to last.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(`count`), and what `body` takes.
  @inlinable
  public borrowing func forEach<Failure: Error>(
    _ body: (borrowing Element) throws(Failure) -> Void
  ) throws(Failure) {
    var index = 0
    while index < count {
      try unsafe body(ring.place(index).pointee)
      index &+= 1
    }
  }
}
