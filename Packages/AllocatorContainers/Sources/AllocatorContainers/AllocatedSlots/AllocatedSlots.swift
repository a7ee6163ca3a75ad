/// Storage for many elements that refer to one another: each is found by a handle, and none ever moves.
///
/// Choose it for graphs, entities and connections: whatever is made and removed one at a time, is referred to from many
/// places, and may go while somebody still holds a reference. Using the handle of a removed element, or of another
/// storage, stops the program with a message, or gives nil where that was asked for; it does not reach another element.
///
/// The slots come in blocks of 8, 16, 32, … that stay where they are, so that growing copies nothing. Each slot takes
/// eight bytes beside its element. Vacant slots are reused, newest first; memory is given back when the storage dies.
/// The struct is five words wide with `SystemAllocator`, plus the handle of another allocator, and an empty one holds
/// no memory.
///
/// ```swift
/// var nodes = AllocatedSlots<Node, SystemAllocator>(allocator: .system)
/// let root = try nodes.insert(Node())
/// let child = try nodes.insert(Node())
/// nodes[root].children.append(child)
/// let node = nodes.remove(root)
/// ```
@safe
@frozen
public struct AllocatedSlots<Element: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  public typealias Handle = SlotHandle<Element>

  @usableFromInline var segments: AllocatedArray<SlotSegment<Element, A>, A>
  @usableFromInline var elementCount: UInt32
  /// How many slots were ever used.
  @usableFromInline var usedCount: UInt32
  @usableFromInline var firstVacant: UInt32
  /// What generations count from: even, and another number for each storage, so that it knows its own handles.
  @usableFromInline var firstGeneration: UInt32

  /// Storage without elements, which holds no memory.
  ///
  /// - Complexity: O(1); nothing is allocated.
  @_lifetime(copy allocator)
  @inlinable
  public init(allocator: A) {
    segments = AllocatedArray(allocator: allocator)
    elementCount = 0
    usedCount = 0
    firstVacant = .max
    firstGeneration = 0
  }

  /// The handle that the memory comes from.
  @inlinable
  public var allocator: A {
    @_lifetime(copy self)
    get { segments.allocator }
  }
  /// The number of elements.
  @inlinable
  public var count: Int { Int(truncatingIfNeeded: elementCount) }
  /// Whether there is no element.
  @inlinable
  public var isEmpty: Bool { elementCount == 0 }
  /// The number of slots, vacant or not.
  @inlinable
  public var capacity: Int { SlotSegment<Element, A>.slotCount(ofLevels: segments.count) }

  /// Stores an element.
  ///
  /// - Returns: The handle to find it by.
  /// - Throws: `AllocationError`; the storage is as it was, and the element is destroyed. ``store(_:)`` gives it back.
  /// - Complexity: O(1) amortized; no element moves.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func insert(_ element: consuming Element) throws(AllocationError) -> Handle {
    guard let handle = takeSlot() else { throw refusal }
    unsafe self.element(handle.index).initialize(to: element)
    return handle
  }

  /// Stores an element, or gives it back.
  ///
  /// - Complexity: O(1) amortized; no element moves.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func store(_ element: consuming Element) -> StoreResult<Handle, Element> {
    guard let handle = takeSlot() else { return .rejected(element, refusal) }
    unsafe self.element(handle.index).initialize(to: element)
    return .stored(handle)
  }

  /// Whether the element of `handle` is there still.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func contains(_ handle: Handle) -> Bool {
    unsafe handle.index < usedCount
      && head(handle.index).pointee.generation &+ firstGeneration == handle.generation
  }

  /// The element of `handle`, read and modified in place. Stops the program when it was removed.
  ///
  /// - Complexity: O(1).
  @inlinable
  public subscript(handle: Handle) -> Element {
    _read {
      check(handle)
      yield unsafe element(handle.index).pointee
    }
    _modify {
      check(handle)
      let element = unsafe element(handle.index)
      yield unsafe &element.pointee
    }
  }

  /// Calls `body` with the element of `handle`.
  ///
  /// - Returns: What `body` returns, or `nil` when the element was removed.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1).
  @inlinable
  public borrowing func withElement<Result: ~Copyable, Failure: Error>(
    _ handle: Handle, _ body: (borrowing Element) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard contains(handle) else { return nil }
    return try unsafe body(element(handle.index).pointee)
  }

  /// Removes and returns the element of `handle`. Stops the program when it was removed before.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func remove(_ handle: Handle) -> Element {
    check(handle)
    vacate(handle.index)
    return unsafe element(handle.index).move()
  }

  /// Removes and returns the element of `handle`, or `nil` when it was removed before.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeIfPresent(_ handle: Handle) -> Element? {
    contains(handle) ? remove(handle) : nil
  }

  /// Destroys all elements and keeps the memory; their handles are stale then.
  ///
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll() {
    var index: UInt32 = 0
    while index < usedCount {
      if unsafe head(index).pointee.isOccupied {
        vacate(index)
        unsafe element(index).deinitialize(count: 1)
      }
      index &+= 1
    }
  }

  /// Calls `body` with each element and its handle, in the order of their slots.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(capacity).
  @inlinable
  public borrowing func forEach<Failure: Error>(
    _ body: (Handle, borrowing Element) throws(Failure) -> Void
  ) throws(Failure) {
    try unsafe visitElements { (handle, element) throws(Failure) in try unsafe body(handle, element.pointee) }
  }

  /// Sees to it that at least `capacity` elements fit.
  ///
  /// - Throws: `AllocationError`; the elements are as they were.
  /// - Complexity: O(1) allocations for each doubling; no element moves.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    precondition(capacity >= 0, "the capacity of an AllocatedSlots is negative")
    while self.capacity < capacity {
      guard addSegment() else { throw refusal }
    }
  }
}

extension AllocatedSlots: Escapable where Element: ~Copyable, A: Escapable {}
extension AllocatedSlots: @unchecked Sendable where Element: Sendable & ~Copyable, A: Sendable & ~Escapable {}

extension Allocator where Self: ~Escapable {
  /// Storage in memory of this allocator whose elements are found by handles.
  ///
  /// - Parameters:
  ///   - type: The type of the elements.
  ///   - capacity: The number of elements to make room for at once; zero allocates nothing.
  /// - Throws: `AllocationError`.
  @_lifetime(copy self)
  @inlinable
  public func makeSlots<Element: ~Copyable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedSlots<Element, Self> {
    var slots = AllocatedSlots<Element, Self>(allocator: self)
    try slots.reserveCapacity(capacity)
    return slots
  }
}

extension Array {
  /// A standard array of copies of the elements of `source`, in the order of their slots.
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
