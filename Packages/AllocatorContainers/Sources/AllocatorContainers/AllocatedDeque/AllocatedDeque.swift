/// A double-ended queue in memory of an allocator: elements are added and removed at both ends.
///
/// Choose it for queues, windows and buffers between a producer and a consumer; ``AllocatedArray`` is simpler where only
/// one end moves. It is a ring: its elements stand in one block, in up to two pieces. It stores its allocator's handle
/// and may go exactly where that handle may.
///
/// It is four words wide with `SystemAllocator`, plus the handle with others, and holds no memory until it has an element.
/// It grows to twice its capacity, through new memory. Running out of memory is an error that leaves the deque as it was.
///
/// ```swift
/// var jobs = AllocatedDeque<Job, SystemAllocator>(allocator: .system)
/// try jobs.append(Job())
/// while let job = jobs.popFirst() { run(job) }
/// ```
@safe
@frozen
public struct AllocatedDeque<Element: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  /// Where the memory is; none when the capacity is zero.
  @usableFromInline var start: UnsafeMutablePointer<Element>
  @usableFromInline var elementCapacity: Int
  @usableFromInline var elementCount: Int
  /// The place of the first element.
  @usableFromInline var head: Int
  /// The handle that the memory comes from.
  public let allocator: A
  @usableFromInline let anchor = DeinitAnchor()

  /// A deque without elements, which holds no memory.
  ///
  /// - Complexity: O(1); nothing is allocated.
  @_lifetime(copy allocator)
  @inlinable
  public init(allocator: A) {
    unsafe start = AllocatedArray<Element, A>.nowhere
    elementCapacity = 0
    elementCount = 0
    head = 0
    self.allocator = allocator
  }

  @inlinable
  deinit {
    guard elementCapacity > 0 else { return }
    destroyElements()
    unsafe allocator.deallocate(AllocatedArray<Element, A>.block(at: start, capacity: elementCapacity))
  }

  /// The number of elements.
  @inlinable
  public var count: Int { elementCount }
  /// The number of elements that fit without growing.
  @inlinable
  public var capacity: Int { elementCapacity }
  /// Whether there is no element.
  @inlinable
  public var isEmpty: Bool { elementCount == 0 }
  /// The positions of the elements.
  @inlinable
  public var indices: Range<Int> { unsafe Range(uncheckedBounds: (0, elementCount)) }

  /// The element at `index`, read and modified in place; the first one is at 0.
  ///
  /// - Complexity: O(1).
  @inlinable
  public subscript(index: Int) -> Element {
    _read {
      precondition(index >= 0 && index < elementCount, "the index is out of the bounds of an AllocatedDeque")
      yield unsafe place(index).pointee
    }
    _modify {
      precondition(index >= 0 && index < elementCount, "the index is out of the bounds of an AllocatedDeque")
      let element = unsafe place(index)
      yield unsafe &element.pointee
    }
  }

  /// Adds an element at the end.
  ///
  /// - Throws: `AllocationError`; the deque is as it was, and the element is destroyed. ``store(_:)`` gives it back.
  /// - Complexity: O(1) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(_ element: consuming Element) throws(AllocationError) {
    if elementCount == elementCapacity, !grow() { throw refusal }
    unsafe place(elementCount).initialize(to: element)
    elementCount &+= 1
  }

  /// Adds an element at the end, or gives it back.
  ///
  /// - Complexity: O(1) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func store(_ element: consuming Element) -> StoreResult<Void, Element> {
    if elementCount == elementCapacity, !grow() { return .rejected(element, refusal) }
    unsafe place(elementCount).initialize(to: element)
    elementCount &+= 1
    return .stored(())
  }

  /// Adds an element at the front.
  ///
  /// - Throws: `AllocationError`; the deque is as it was, and the element is destroyed.
  /// - Complexity: O(1) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func prepend(_ element: consuming Element) throws(AllocationError) {
    if elementCount == elementCapacity, !grow() { throw refusal }
    head = head == 0 ? elementCapacity &- 1 : head &- 1
    unsafe place(0).initialize(to: element)
    elementCount &+= 1
  }

  /// Removes and returns the first element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func popFirst() -> Element? {
    guard elementCount > 0 else { return nil }
    let first = unsafe place(0)
    head = head &+ 1 == elementCapacity ? 0 : head &+ 1
    elementCount &-= 1
    return unsafe first.move()
  }

  /// Removes and returns the last element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func popLast() -> Element? {
    guard elementCount > 0 else { return nil }
    elementCount &-= 1
    return unsafe place(elementCount).move()
  }

  /// Destroys all elements.
  ///
  /// - Parameter isCapacityKept: Whether the memory is kept for new elements; otherwise it is given back.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    destroyElements()
    elementCount = 0
    head = 0
    guard !isCapacityKept, elementCapacity > 0 else { return }
    unsafe allocator.deallocate(AllocatedArray<Element, A>.block(at: start, capacity: elementCapacity))
    unsafe start = AllocatedArray<Element, A>.nowhere
    elementCapacity = 0
  }

  /// Sees to it that at least `capacity` elements fit.
  ///
  /// - Throws: `AllocationError`; the deque is as it was.
  /// - Complexity: O(`count`) when it must grow.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    precondition(capacity >= 0, "the capacity of an AllocatedDeque is negative")
    guard capacity > elementCapacity else { return }
    guard moveElements(toCapacity: capacity) else { throw refusal }
  }

  /// Calls `body` with the elements in order, as one span or two.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  @inlinable
  public borrowing func forEachSpan<Failure: Error>(
    _ body: (Span<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    let (first, second) = pieces
    if !first.isEmpty { try unsafe body(Span(_unsafeStart: start + first.lowerBound, count: first.count)) }
    if !second.isEmpty { try unsafe body(Span(_unsafeStart: start, count: second.count)) }
  }
}

extension AllocatedDeque: Escapable where Element: ~Copyable, A: Escapable {}
extension AllocatedDeque: @unchecked Sendable where Element: Sendable & ~Copyable, A: Sendable & ~Escapable {}

// The ring.
extension AllocatedDeque where Element: ~Copyable, A: ~Escapable {
  /// Where the element at `index` is, or the one behind the last would be.
  @inlinable
  func place(_ index: Int) -> UnsafeMutablePointer<Element> {
    let position = head &+ index
    return unsafe start + (position < elementCapacity ? position : position &- elementCapacity)
  }

  /// The places of the elements: from the head on, and at the front again.
  @inlinable
  var pieces: (first: Range<Int>, second: Range<Int>) {
    let end = head &+ elementCount
    return end <= elementCapacity ? (head..<end, 0..<0) : (head..<elementCapacity, 0..<(end &- elementCapacity))
  }

  @inlinable
  func destroyElements() {
    let (first, second) = pieces
    unsafe (start + first.lowerBound).deinitialize(count: first.count)
    unsafe start.deinitialize(count: second.count)
  }

  @inlinable
  var refusal: AllocationError { allocator.refusal(alignment: MemoryLayout<Element>.alignment) }

  /// Grows to twice the capacity, or by one element when there is no room for that.
  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func grow() -> Bool {
    let least = elementCapacity &+ 1
    let generous = max(
      least, SizeArithmetic.sum(elementCapacity, elementCapacity) ?? least,
      AllocatedArray<Element, A>.smallestCapacity)
    if let good = AllocatedArray<Element, A>.goodCapacity(generous, allocator), moveElements(toCapacity: good) {
      return true
    }
    return moveElements(toCapacity: least)
  }

  /// Moves the elements to the front of new memory for `newCapacity` of them, or does nothing.
  @_lifetime(self: copy self)
  @inlinable
  mutating func moveElements(toCapacity newCapacity: Int) -> Bool {
    guard let byteCount = SizeArithmetic.product(newCapacity, MemoryLayout<Element>.stride) else { return false }
    let block = unsafe allocator.allocateIfPossible(
      byteCount: byteCount, alignment: MemoryLayout<Element>.alignment)
    guard let block = unsafe block else { return false }
    let newStart = unsafe block.address.bindMemory(to: Element.self, capacity: newCapacity)
    let (first, second) = pieces
    unsafe newStart.moveInitialize(from: start + first.lowerBound, count: first.count)
    unsafe (newStart + first.count).moveInitialize(from: start, count: second.count)
    if elementCapacity > 0 {
      unsafe allocator.deallocate(AllocatedArray<Element, A>.block(at: start, capacity: elementCapacity))
    }
    unsafe start = newStart
    elementCapacity = newCapacity
    head = 0
    return true
  }
}

extension Allocator where Self: ~Escapable {
  /// A deque in memory of this allocator.
  ///
  /// - Parameters:
  ///   - type: The type of the elements.
  ///   - capacity: The number of elements to make room for at once; zero allocates nothing.
  /// - Throws: `AllocationError`.
  @_lifetime(copy self)
  @inlinable
  public func makeDeque<Element: ~Copyable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedDeque<Element, Self> {
    var deque = AllocatedDeque<Element, Self>(allocator: self)
    try deque.reserveCapacity(capacity)
    return deque
  }
}
