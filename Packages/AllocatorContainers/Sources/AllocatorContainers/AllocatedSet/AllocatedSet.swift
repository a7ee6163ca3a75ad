/// A set in memory of an allocator: the table of ``AllocatedDictionary`` without values.
///
/// Choose it where the standard `Set` would, and its memory must come from somewhere in particular, or running out of
/// it must be an error. It stores its allocator's handle and may go exactly where that handle may. It holds no memory
/// until it has a member, and takes one byte beside each slot. The struct is five words wide with `SystemAllocator`,
/// plus the handle with others, of which a copy is kept in its memory, too.
///
/// ```swift
/// var seen = AllocatedSet<String, SystemAllocator>(allocator: .system)
/// let isNew = try seen.insert("abc")
/// ```
@frozen
public struct AllocatedSet<Element: Hashable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline var dictionary: AllocatedDictionary<Element, Void, A>

  /// A set without members, which holds no memory.
  ///
  /// - Complexity: O(1); nothing is allocated.
  @_lifetime(copy allocator)
  @inlinable
  public init(allocator: A) { dictionary = AllocatedDictionary(allocator: allocator) }

  /// A set without members that has room for `capacity` of them.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`capacity`) and one allocation; none where `capacity` is zero.
  @_lifetime(copy allocator)
  @inlinable
  public init(capacity: Int, allocator: A) throws(AllocationError) {
    dictionary = try AllocatedDictionary(capacity: capacity, allocator: allocator)
  }

  /// A set of the members of `source`.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of elements) on average.
  @_lifetime(copy allocator)
  @inlinable
  public init(copying source: some Sequence<Element>, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try formUnion(copying: source)
  }

  @_lifetime(copy dictionary)
  @inlinable
  init(dictionary: consuming AllocatedDictionary<Element, Void, A>) { self.dictionary = dictionary }

  /// The handle that the memory comes from.
  @inlinable
  public var allocator: A {
    @_lifetime(copy self)
    get { dictionary.allocator }
  }
  /// The number of members.
  @inlinable
  public var count: Int { dictionary.count }
  /// Whether there is no member.
  @inlinable
  public var isEmpty: Bool { dictionary.isEmpty }
  /// The number of members that fit: at least what was reserved, and more once the set could not grow.
  @inlinable
  public var capacity: Int { dictionary.capacity }

  /// Whether `element` is a member.
  ///
  /// - Complexity: O(1) on average.
  @inlinable
  public borrowing func contains(_ element: Element) -> Bool { dictionary.contains(element) }

  /// Makes `element` a member, unless an equal one is there.
  ///
  /// - Returns: Whether it was no member before.
  /// - Throws: `AllocationError`; the set is as it was.
  /// - Complexity: O(1) on average, amortized.
  @_lifetime(self: copy self)
  @inlinable
  @inline(always)
  @discardableResult
  public mutating func insert(_ element: Element) throws(AllocationError) -> Bool {
    guard let (slot, isNew) = dictionary.findOrAdd(element) else { throw dictionary.refusal }
    if isNew { dictionary.table.initialize(slot, element, ()) }
    return isNew
  }

  /// Removes and returns the member that equals `element`, or `nil` when there is none.
  ///
  /// - Complexity: O(1) on average.
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func remove(_ element: Element) -> Element? {
    let slot = dictionary.table.find(element)
    guard slot >= 0 else { return nil }
    dictionary.table.vacate(slot)
    return unsafe (dictionary.table.keys + slot).move()
  }

  /// Removes the members that `isRemoved` accepts.
  ///
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll<Failure: Error>(
    where isRemoved: (Element) throws(Failure) -> Bool
  ) throws(Failure) {
    try dictionary.removeAll { (element, _) throws(Failure) in try isRemoved(element) }
  }

  /// Removes all members.
  ///
  /// - Parameter isCapacityKept: Whether the memory is kept for new members; otherwise it is returned.
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    dictionary.removeAll(keepingCapacity: isCapacityKept)
  }

  /// Sees to it that at least `capacity` members fit: nothing allocates as long as they do.
  ///
  /// - Throws: `AllocationError`; the set is as it was.
  /// - Complexity: O(`capacity`) when it must grow; O(1) amortized for each new member in a series of calls.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    checkCount(capacity, .set)
    try dictionary.reserveCapacity(capacity)
  }

  /// Moves the members to the smallest table that holds `capacity` of them, and no fewer than there are; zero returns
  /// the memory to the allocator.
  ///
  /// - Throws: `AllocationError`; the set is as it was.
  /// - Complexity: O(old and new capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reallocate(capacity: Int) throws(AllocationError) {
    checkCount(capacity, .set)
    try dictionary.reallocate(capacity: capacity)
  }

  /// Moves the members to the smallest table that holds them: beside the present one where the allocator has room for
  /// both, and otherwise within its block, where the allocator can shrink that.
  ///
  /// - Complexity: O(`capacity`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func shrinkToFit() { dictionary.shrinkToFit() }

  /// The bytes of the allocator's memory that the set holds.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var heldByteCount: Int { dictionary.heldByteCount }

  /// Calls `body` with each member, in no particular order.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(capacity).
  @inlinable
  @inline(always)
  public borrowing func forEach<Failure: Error>(_ body: (Element) throws(Failure) -> Void) throws(Failure) {
    try dictionary.table.visitSlots { (slot) throws(Failure) in try unsafe body(dictionary.table.keys[slot]) }
  }
}

extension AllocatedSet: Escapable where A: Escapable {}
extension AllocatedSet: Sendable where Element: Sendable, A: Sendable & ~Escapable {}

extension Set {
  /// A standard set of the members of `source`.
  ///
  /// - Complexity: O(`source.capacity`) on average.
  @inlinable
  public init<A: Allocator & ~Escapable>(copying source: borrowing AllocatedSet<Element, A>) {
    self.init(minimumCapacity: source.count)
    source.dictionary.table.visitSlots { slot in unsafe insert(source.dictionary.table.keys[slot]) }
  }
}

extension Allocator where Self: ~Escapable {
  /// A set in memory of this allocator.
  ///
  /// - Parameters:
  ///   - type: The type of the members.
  ///   - capacity: The number of members to make room for at once; zero allocates nothing.
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`capacity`) and one allocation; none where `capacity` is zero.
  @_lifetime(copy self)
  @inlinable
  public func makeSet<Element: Hashable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedSet<Element, Self> {
    try AllocatedSet(capacity: capacity, allocator: self)
  }

  /// A set of the elements of `source`, in memory of this allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of elements) on average.
  @_lifetime(copy self)
  @inlinable
  public func makeSet<Element: Hashable>(
    copying source: some Sequence<Element>
  ) throws(AllocationError) -> AllocatedSet<Element, Self> {
    try AllocatedSet(copying: source, allocator: self)
  }
}

#if !hasFeature(Embedded)
  extension AllocatedSet where A: ~Escapable {
    /// The members in words, such as `[3, 1]`.
    public var description: String { Set(copying: self).description }
  }
#endif
