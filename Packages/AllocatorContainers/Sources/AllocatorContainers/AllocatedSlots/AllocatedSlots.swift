/// Storage for many elements that refer to one another: each is found by a handle, and none ever moves.
///
/// Choose it for graphs, entities and connections: whatever is made and removed one at a time, is referred to from many
/// places, and may go while somebody still holds a reference. Using the handle of a removed element, or of another
/// storage, stops the program with a message, or returns nil where that was asked for; it does not reach another
/// element.
///
/// The slots come in blocks that stay where they are, so that growing copies nothing: of eight slots at first, or of
/// one where elements are large, and later of an eighth to a quarter of all, or of less where that is refused. Each
/// slot takes eight bytes beside its element. Vacant slots are reused, newest first. Memory is returned when the
/// storage dies, and by ``shrinkToFit()`` and ``removeAll(keepingCapacity:)``. The struct is five words wide with
/// `SystemAllocator`, plus the handle of another allocator, and an empty one holds no memory.
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
  /// The number of the segment whose next slot was never used. Where there is no segment, the generation that the next
  /// first one begins with: beyond those of all that were there before, and zero when none was ever used.
  @usableFromInline var currentSegment: UInt32
  @usableFromInline var firstVacant: UInt32
  /// What generations count from: even, and another number for each storage, so that it knows its own handles. It is
  /// the same as long as the storage lives.
  @usableFromInline var firstGeneration: UInt32

  /// Storage without elements, which holds no memory.
  ///
  /// - Complexity: O(1); nothing is allocated.
  @_lifetime(copy allocator)
  @inlinable
  public init(allocator: A) {
    segments = AllocatedArray(allocator: allocator)
    elementCount = 0
    currentSegment = 0
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
  ///
  /// - Complexity: O(log `capacity`).
  @inlinable
  public var capacity: Int {
    var total = 0
    segments.forEach { total &+= Int(truncatingIfNeeded: $0.slotCount) }
    return total
  }

  /// The bytes of the allocator's memory that the storage holds.
  ///
  /// - Complexity: O(log `capacity`).
  @inlinable
  public var heldByteCount: Int {
    var total = segments.heldByteCount
    segments.forEach { total &+= $0.byteCount }
    return total
  }

  /// Stores an element.
  ///
  /// - Returns: The handle to find it by.
  /// - Throws: `AllocationError`; the storage is as it was, and the element is destroyed. ``store(_:)`` returns it.
  /// - Complexity: O(1) amortized; no element moves.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func insert(_ element: consuming Element) throws(AllocationError) -> Handle {
    guard let handle = takeSlot() else { throw refusal }
    unsafe self.element(handle.index).initialize(to: element)
    return handle
  }

  /// Stores an element, or returns it.
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
    let (number, offset) = SlotSegment<Element, A>.place(of: handle.index)
    guard number < segments.count else { return false }
    let segment = unsafe segment(number)
    return unsafe offset < Int(truncatingIfNeeded: segment.pointee.usedCount)
      && segment.pointee.heads[offset].generation &+ firstGeneration == handle.generation
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
    return unsafe element(handle.index)._take()
  }

  /// Removes and returns the element of `handle`, or `nil` when it was removed before.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeIfPresent(_ handle: Handle) -> Element? {
    contains(handle) ? remove(handle) : nil
  }

  /// Destroys all elements; their handles are stale then, for ever.
  ///
  /// - Parameter isCapacityKept: Whether the memory is kept for new elements; otherwise it is returned, but for that of
  ///   slots that were used a billion times, as ``shrinkToFit()`` says.
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    let generation = isCapacityKept ? .max : generationBehindAll
    guard generation > SlotHead.lastGenerationToLeave else {
      segments.removeAll()
      elementCount = 0
      currentSegment = generation
      firstVacant = .max
      return
    }
    removeAll { _, _ in true }
    if !isCapacityKept { shrinkToFit() }
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
}

extension AllocatedSlots: Escapable where Element: ~Copyable, A: Escapable {}
extension AllocatedSlots: @unchecked Sendable where Element: Sendable & ~Copyable, A: Sendable & ~Escapable {}
