extension AllocatedDictionary where Value: ~Copyable, A: ~Escapable {
  /// Calls `body` with each key and value, in no particular order.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(capacity).
  @inlinable
  public borrowing func forEach<Failure: Error>(
    _ body: (Key, borrowing Value) throws(Failure) -> Void
  ) throws(Failure) {
    try visitSlots { (slot) throws(Failure) in try unsafe body(slots[slot].key, slots[slot].value) }
  }

  /// Calls `body` with each key and value, in no particular order; values may be modified.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func updateEach<Failure: Error>(
    _ body: (Key, inout Value) throws(Failure) -> Void
  ) throws(Failure) {
    try visitSlots { (slot) throws(Failure) in try unsafe body(slots[slot].key, &slots[slot].value) }
  }

  /// The entries that stand side by side from `position` on, or from the next one on; none at the end.
  ///
  /// ```swift
  /// var position = 0
  /// while true {
  ///   let entries = dictionary.nextSpan(from: &position)
  ///   if entries.isEmpty { break }
  ///   for index in entries.indices { use(entries[index].key, entries[index].value) }
  /// }
  /// ```
  ///
  /// - Parameter position: Zero at first; it is moved behind the entries.
  /// - Complexity: O(number of slots that `position` is moved by).
  @_lifetime(borrow self)
  @inlinable
  public borrowing func nextSpan(from position: inout Int) -> Span<Entry> {
    let slotCount = groupCount &* ControlGroup.slotCount
    precondition(position >= 0 && position <= slotCount, "the position is out of the bounds of an AllocatedDictionary")
    position = nextSlot(from: position, isFull: true)
    let first = position
    position = nextSlot(from: position, isFull: false)
    return unsafe _overrideLifetime(Span(_unsafeStart: slots + first, count: position &- first), borrowing: self)
  }

  /// The first slot from `position` on that holds an entry, or that holds none; the number of slots if there is none.
  @inlinable
  func nextSlot(from position: Int, isFull: Bool) -> Int {
    var index = position &>> 3
    guard index < groupCount else { return position }
    // The slots in front of the position are not asked for.
    let slots = UInt64.max &<< UInt64(truncatingIfNeeded: (position & 7) &<< 3)
    var mask = unsafe (isFull ? groups[index].full : groups[index].vacant) & slots
    while mask == 0 {
      index &+= 1
      if index == groupCount { return groupCount &* ControlGroup.slotCount }
      mask = unsafe isFull ? groups[index].full : groups[index].vacant
    }
    return index &* ControlGroup.slotCount &+ ControlGroup.first(of: mask)
  }

  /// Ends the dictionary by handing each key and value to `body`, in no particular order.
  ///
  /// - Throws: What `body` throws; the values that it was not given are destroyed.
  /// - Complexity: O(capacity).
  @inlinable
  public consuming func consumeEach<Failure: Error>(
    _ body: (Key, consuming Value) throws(Failure) -> Void
  ) throws(Failure) {
    var index = 0
    while index < groupCount {
      var full = unsafe groups[index].full
      while full != 0 {
        let slot = index &* ControlGroup.slotCount &+ ControlGroup.first(of: full)
        full &= full &- 1
        vacate(slot)
        let entry = unsafe (slots + slot).move()
        let key = entry.key
        try body(key, entry.consumeValue())
      }
      index &+= 1
    }
  }
}

extension AllocatedDictionary where Value: Copyable, A: ~Escapable {
  /// A dictionary of copies of the entries of a standard one.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`source.count`).
  @_lifetime(copy allocator)
  @inlinable
  public init(copying source: [Key: Value], allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try reserveCapacity(source.count)
    for (key, value) in source { try updateValue(value, forKey: key) }
  }

  /// A copy of this dictionary, in memory of the same allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(capacity).
  @_lifetime(copy self)
  @inlinable
  public borrowing func clone() throws(AllocationError) -> AllocatedDictionary {
    var copy = AllocatedDictionary(allocator: allocator)
    try copy.reserveCapacity(count)
    try forEach { (key, value) throws(AllocationError) in try copy.updateValue(value, forKey: key) }
    return copy
  }
}

extension AllocatedDictionary where Value: Equatable, A: ~Escapable {
  /// Whether both have the same entries.
  ///
  /// - Complexity: O(capacity) on average.
  @inlinable
  public static func == <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedDictionary, right: borrowing AllocatedDictionary<Key, Value, Other>
  ) -> Bool {
    guard left.count == right.count else { return false }
    var isEqual = true
    left.visitSlots { slot in
      let other = unsafe right.find(left.slots[slot].key)
      if isEqual { isEqual = unsafe other >= 0 && right.slots[other].value == left.slots[slot].value }
    }
    return isEqual
  }
}

extension Dictionary {
  /// A standard dictionary of copies of the entries of `source`.
  @inlinable
  public init<A: Allocator & ~Escapable>(copying source: borrowing AllocatedDictionary<Key, Value, A>) {
    self.init(minimumCapacity: source.count)
    source.visitSlots { slot in unsafe updateValue(source.slots[slot].value, forKey: source.slots[slot].key) }
  }
}

extension Allocator where Self: ~Escapable {
  /// A dictionary in memory of this allocator.
  ///
  /// - Parameters:
  ///   - keys: The type of the keys.
  ///   - values: The type of the values.
  ///   - capacity: The number of entries to make room for at once; zero allocates nothing.
  /// - Throws: `AllocationError`.
  @_lifetime(copy self)
  @inlinable
  public func makeDictionary<Key: Hashable, Value: ~Copyable>(
    from keys: Key.Type, to values: Value.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedDictionary<Key, Value, Self> {
    try AllocatedDictionary(capacity: capacity, allocator: self)
  }
}

#if !hasFeature(Embedded)
  extension AllocatedDictionary where Value: Copyable, A: ~Escapable {
    /// The entries in words, such as `["a": 1]`.
    public var description: String { Dictionary(copying: self).description }
  }
#endif
