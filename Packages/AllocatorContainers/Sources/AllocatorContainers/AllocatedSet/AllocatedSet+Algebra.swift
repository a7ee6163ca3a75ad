extension AllocatedSet where A: ~Escapable {
  /// Adds all members of `other`.
  ///
  /// - Throws: `AllocationError`; the set is as it was.
  /// - Complexity: O(`other.capacity`) on average.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func formUnion<Other: Allocator & ~Escapable>(
    _ other: borrowing AllocatedSet<Element, Other>
  ) throws(AllocationError) {
    try reserveRoom(forNewMembersOf: other)
    try other.forEach { (element) throws(AllocationError) in try insert(element) }
  }

  /// Adds the elements of `source`.
  ///
  /// - Throws: `AllocationError`; those that were added by then are members.
  /// - Complexity: O(number of elements) on average.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func formUnion(copying source: some Sequence<Element>) throws(AllocationError) {
    // A user's sequence may estimate anything: no more than a hint.
    let estimate = source.underestimatedCount
    if estimate > capacity { _ = dictionary.table.makeRoom(forCapacity: estimate, allocator: dictionary.allocator) }
    for element in source { try insert(element) }
  }

  /// Removes all members that are no members of `other`.
  ///
  /// - Complexity: O(`capacity`) on average.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func formIntersection<Other: Allocator & ~Escapable>(
    _ other: borrowing AllocatedSet<Element, Other>
  ) {
    removeAll { !other.contains($0) }
  }

  /// Removes all members that are members of `other`.
  ///
  /// - Complexity: O(`capacity`) or O(`other.capacity`) on average, whichever is less.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func subtract<Other: Allocator & ~Escapable>(_ other: borrowing AllocatedSet<Element, Other>) {
    if other.hasMoreSlots(than: self) {
      removeAll { other.contains($0) }
    } else {
      other.forEach { remove($0) }
    }
  }

  /// Removes the members that are members of `other`, and adds those of `other` that were none.
  ///
  /// - Throws: `AllocationError`; the set is as it was.
  /// - Complexity: O(`other.capacity`) on average.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func formSymmetricDifference<Other: Allocator & ~Escapable>(
    _ other: borrowing AllocatedSet<Element, Other>
  ) throws(AllocationError) {
    try reserveRoom(forNewMembersOf: other)
    try other.forEach { (element) throws(AllocationError) in
      if remove(element) == nil { try insert(element) }
    }
  }

  /// The room for the members of `other` that are none yet, so that adding them cannot fail half-way.
  @_lifetime(self: copy self)
  @inlinable
  mutating func reserveRoom<Other: Allocator & ~Escapable>(
    forNewMembersOf other: borrowing AllocatedSet<Element, Other>
  ) throws(AllocationError) {
    guard other.count > capacity &- count else { return }
    var newCount = count
    other.forEach { element in if !contains(element) { newCount &+= 1 } }
    try dictionary.reserveCapacity(newCount)
  }

  /// Whether all members are members of `other`.
  ///
  /// - Complexity: O(capacity) on average.
  @inlinable
  public borrowing func isSubset<Other: Allocator & ~Escapable>(
    of other: borrowing AllocatedSet<Element, Other>
  ) -> Bool {
    count <= other.count && !hasMember(whoseMembershipIs: false, in: other)
  }

  /// Whether all members of `other` are members.
  ///
  /// - Complexity: O(capacity of `other`) on average.
  @inlinable
  public borrowing func isSuperset<Other: Allocator & ~Escapable>(
    of other: borrowing AllocatedSet<Element, Other>
  ) -> Bool {
    other.isSubset(of: self)
  }

  /// Whether no member is a member of `other`.
  ///
  /// - Complexity: O(`capacity`) or O(`other.capacity`) on average, whichever is less.
  @inlinable
  public borrowing func isDisjoint<Other: Allocator & ~Escapable>(
    with other: borrowing AllocatedSet<Element, Other>
  ) -> Bool {
    hasMoreSlots(than: other)
      ? !other.hasMember(whoseMembershipIs: true, in: self) : !hasMember(whoseMembershipIs: true, in: other)
  }

  /// Whether a walk through this set takes longer than one through `other`.
  @inlinable
  borrowing func hasMoreSlots<Other: Allocator & ~Escapable>(
    than other: borrowing AllocatedSet<Element, Other>
  ) -> Bool { dictionary.table.slotCount > other.dictionary.table.slotCount }

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
    firstSlot { slot in unsafe other.contains(dictionary.table.keys[slot]) == isMember } >= 0
  }

  @inlinable
  borrowing func firstSlot<Failure: Error>(where body: (Int) throws(Failure) -> Bool) throws(Failure) -> Int {
    try dictionary.table.firstSlot(where: body)
  }

  /// Whether `isFound` accepts a member.
  ///
  /// - Throws: What `isFound` throws.
  /// - Complexity: O(capacity).
  @inlinable
  public borrowing func contains<Failure: Error>(
    where isFound: (Element) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    try firstSlot { (slot) throws(Failure) in try unsafe isFound(dictionary.table.keys[slot]) } >= 0
  }

  /// Some member, or `nil` when there is none.
  ///
  /// - Complexity: O(capacity).
  @inlinable
  public var first: Element? {
    let slot = firstSlot { _ in true }
    return slot >= 0 ? unsafe dictionary.table.keys[slot] : nil
  }

  /// Feeds the members to `hasher`: equal sets feed the same, whatever their order.
  ///
  /// - Complexity: O(capacity).
  @inlinable
  public borrowing func hash(into hasher: inout Hasher) {
    var sum = 0
    forEach { sum ^= $0._rawHashValue(seed: 0) }
    hasher.combine(sum)
  }

  /// Makes `element` a member, in place of an equal one.
  ///
  /// - Returns: The member that it replaced, or `nil`.
  /// - Throws: `AllocationError`; the set is as it was.
  /// - Complexity: O(1) on average, amortized.
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func update(with element: Element) throws(AllocationError) -> Element? {
    guard let (slot, isNew) = dictionary.findOrAdd(element) else { throw dictionary.refusal }
    guard isNew else { return unsafe exchange(&dictionary.table.keys[slot], with: element) }
    dictionary.table.initialize(slot, element, ())
    return nil
  }

  /// Makes `element` a member, unless an equal one is there, or returns it.
  ///
  /// - Returns: Whether it was no member before; or the element and why it was not stored.
  /// - Complexity: O(1) on average, amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func store(_ element: Element) -> StoreResult<Bool, Element> {
    guard let (slot, isNew) = dictionary.findOrAdd(element) else { return .rejected(element, dictionary.refusal) }
    if isNew { dictionary.table.initialize(slot, element, ()) }
    return .stored(isNew)
  }

  /// Ends the set by handing each member to `body`, in no particular order.
  ///
  /// - Throws: What `body` throws.
  /// - Complexity: O(capacity).
  @inlinable
  public consuming func consumeEach<Failure: Error>(_ body: (Element) throws(Failure) -> Void) throws(Failure) {
    try dictionary.consumeEach { (element, _) throws(Failure) in try body(element) }
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
