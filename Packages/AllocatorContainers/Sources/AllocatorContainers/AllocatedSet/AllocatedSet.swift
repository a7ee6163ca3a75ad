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
    try dictionary.reserveCapacity(source.underestimatedCount)
    for element in source { try insert(element) }
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
  /// The number of members that certainly fit without growing.
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
  /// - Parameter isCapacityKept: Whether the memory is kept for new members; otherwise it is given back.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    dictionary.removeAll(keepingCapacity: isCapacityKept)
  }

  /// Sees to it that at least `capacity` members fit.
  ///
  /// - Throws: `AllocationError`; the set is as it was.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    try dictionary.reserveCapacity(capacity)
  }

  /// Calls `body` with each member, in no particular order.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(capacity).
  @inlinable
  @inline(always)
  public borrowing func forEach<Failure: Error>(_ body: (Element) throws(Failure) -> Void) throws(Failure) {
    try dictionary.table.visitSlots { (slot) throws(Failure) in try unsafe body(dictionary.table.keys[slot]) }
  }

  /// Some members that stand side by side, from `position` on or from the next one on; none at the end.
  ///
  /// There are few members in each, since a table has gaps: `forEach` takes less time.
  ///
  /// - Parameter position: Zero at first; it is moved behind the members.
  /// - Complexity: O(number of slots that `position` is moved by).
  @_lifetime(borrow self)
  @inlinable
  public borrowing func nextSpan(from position: inout Int) -> Span<Element> {
    let slots = dictionary.table.nextSlots(from: &position)
    let members = unsafe Span(_unsafeStart: dictionary.table.keys + slots.lowerBound, count: slots.count)
    return unsafe _overrideLifetime(members, borrowing: self)
  }
}

extension AllocatedSet: Escapable where A: Escapable {}
extension AllocatedSet: Sendable where Element: Sendable, A: Sendable & ~Escapable {}

extension AllocatedSet where A: ~Escapable {
  /// Whether all members are members of `other`.
  ///
  /// - Complexity: O(capacity) on average.
  @inlinable
  public borrowing func isSubset<Other: Allocator & ~Escapable>(
    of other: borrowing AllocatedSet<Element, Other>
  ) -> Bool {
    guard count <= other.count else { return false }
    return !hasMember(whoseMembershipIs: false, in: other)
  }

  /// Whether no member is a member of `other`.
  ///
  /// - Complexity: O(capacity) on average.
  @inlinable
  public borrowing func isDisjoint<Other: Allocator & ~Escapable>(
    with other: borrowing AllocatedSet<Element, Other>
  ) -> Bool {
    !hasMember(whoseMembershipIs: true, in: other)
  }

  /// Whether both have the same members.
  ///
  /// - Complexity: O(capacity) on average.
  @inlinable
  public static func == <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedSet, right: borrowing AllocatedSet<Element, Other>
  ) -> Bool {
    left.count == right.count && left.isSubset(of: right)
  }

  @inlinable
  borrowing func hasMember<Other: Allocator & ~Escapable>(
    whoseMembershipIs isMember: Bool, in other: borrowing AllocatedSet<Element, Other>
  ) -> Bool {
    var position = 0
    while true {
      let members = nextSpan(from: &position)
      if members.isEmpty { return false }
      for index in members.indices where other.contains(members[index]) == isMember { return true }
    }
  }

  /// A copy of this set, in memory of the same allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(capacity).
  @_lifetime(copy self)
  @inlinable
  public borrowing func clone() throws(AllocationError) -> AllocatedSet {
    AllocatedSet(dictionary: try dictionary.clone())
  }
}

extension Set {
  /// A standard set of the members of `source`.
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
  @_lifetime(copy self)
  @inlinable
  public func makeSet<Element: Hashable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedSet<Element, Self> {
    try AllocatedSet(capacity: capacity, allocator: self)
  }
}

#if !hasFeature(Embedded)
  extension AllocatedSet where A: ~Escapable {
    /// The members in words, such as `[3, 1]`.
    public var description: String { Set(copying: self).description }
  }
#endif
