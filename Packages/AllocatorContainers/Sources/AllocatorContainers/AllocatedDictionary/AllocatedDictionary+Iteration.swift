extension AllocatedDictionary where Value: ~Copyable, A: ~Escapable {
  /// Calls `body` with each key and value, in no particular order.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(capacity).
  @inlinable
  @inline(always)
  public borrowing func forEach<Failure: Error>(
    _ body: (Key, borrowing Value) throws(Failure) -> Void
  ) throws(Failure) {
    try table.visitSlots { (slot) throws(Failure) in try unsafe body(table.keys[slot], table.values[slot]) }
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
    try table.visitSlots { (slot) throws(Failure) in try unsafe body(table.keys[slot], &table.values[slot]) }
  }

  /// Ends the dictionary by handing each key and value to `body`, in no particular order.
  ///
  /// - Throws: What `body` throws; the values that it was not given are destroyed.
  /// - Complexity: O(capacity).
  @inlinable
  public consuming func consumeEach<Failure: Error>(
    _ body: (Key, consuming Value) throws(Failure) -> Void
  ) throws(Failure) {
    try table.consumeEach(body)
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
    guard let copy = table.clone(allocator: allocator) else { throw refusal }
    return AllocatedDictionary(table: copy, allocator: allocator)
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
    left.table.visitSlots { slot in
      guard isEqual else { return }
      let other = unsafe right.table.find(left.table.keys[slot])
      isEqual = unsafe other >= 0 && right.table.values[other] == left.table.values[slot]
    }
    return isEqual
  }
}

extension AllocatedDictionary where Value: Hashable, A: ~Escapable {
  /// Feeds the entries to `hasher`: equal dictionaries feed the same, whatever their order.
  ///
  /// - Complexity: O(capacity).
  @inlinable
  public borrowing func hash(into hasher: inout Hasher) {
    var sum = 0
    forEach { key, value in
      var entry = Hasher()
      entry.combine(key)
      entry.combine(value)
      sum ^= entry.finalize()
    }
    hasher.combine(sum)
  }
}

extension AllocatedDictionary where Value: ~Copyable, A: ~Escapable {
  /// Whether `isFound` accepts an entry.
  ///
  /// - Throws: What `isFound` throws.
  /// - Complexity: O(capacity).
  @inlinable
  public borrowing func contains<Failure: Error>(
    where isFound: (Key, borrowing Value) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    try table.firstSlot { (slot) throws(Failure) in try unsafe isFound(table.keys[slot], table.values[slot]) } >= 0
  }
}

extension AllocatedDictionary where Value: Copyable, A: ~Escapable {
  /// Some entry, or `nil` when there is none.
  ///
  /// - Complexity: O(capacity).
  @inlinable
  public var first: (key: Key, value: Value)? {
    let slot = table.firstSlot { _ in true }
    return slot >= 0 ? unsafe (table.keys[slot], table.values[slot]) : nil
  }
}

extension Allocator where Self: ~Escapable {
  /// A dictionary of copies of the entries of a standard one, in memory of this allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`source.count`).
  @_lifetime(copy self)
  @inlinable
  public func makeDictionary<Key: Hashable, Value>(
    copying source: [Key: Value]
  ) throws(AllocationError) -> AllocatedDictionary<Key, Value, Self> {
    try AllocatedDictionary(copying: source, allocator: self)
  }
}

extension Dictionary {
  /// A standard dictionary of copies of the entries of `source`.
  ///
  /// - Complexity: O(`source.capacity`) on average.
  @inlinable
  public init<A: Allocator & ~Escapable>(copying source: borrowing AllocatedDictionary<Key, Value, A>) {
    self.init(minimumCapacity: source.count)
    source.table.visitSlots { slot in unsafe updateValue(source.table.values[slot], forKey: source.table.keys[slot]) }
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
  /// - Complexity: O(`capacity`) and one allocation; none where `capacity` is zero.
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
