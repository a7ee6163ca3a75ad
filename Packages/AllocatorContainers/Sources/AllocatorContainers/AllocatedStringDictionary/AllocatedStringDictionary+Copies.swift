extension AllocatedStringDictionary where Value: ~Copyable, A: ~Escapable {
  /// Moves the entries to the smallest table that holds `capacity` of them, and no fewer than there are; zero returns the
  /// table's memory to the allocator. The keys' bytes stay where they are.
  ///
  /// - Throws: `AllocationError`; the dictionary is as it was.
  /// - Complexity: O(old and new capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reallocate(capacity: Int) throws(AllocationError) {
    checkCount(capacity, .dictionary)
    guard storage.table.fit(max(capacity, count), allocator: allocator) else { throw refusal }
  }

  /// Ends the dictionary by handing each key and value to `body`, in no particular order. A key can be read while the
  /// call lasts.
  ///
  /// - Throws: What `body` throws; the values that it was not given are destroyed.
  /// - Complexity: O(`capacity`).
  @inlinable
  public consuming func consumeEach<Failure: Error>(
    _ body: (UTF8Span, consuming Value) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    while start < storage.table.slotCount {
      var full = storage.table.fullSlots(from: start)
      while full != 0 {
        let slot = start &+ full.trailingZeroBitCount
        full &= full &- 1
        let key = unsafe storage.table.keys[slot]
        storage.table.vacate(slot)
        do throws(Failure) {
          try unsafe body(key.text, (storage.table.values + slot)._take())
        } catch {
          TextTable<Value, A>.returnKey(key, to: allocator)
          throw error
        }
        TextTable<Value, A>.returnKey(key, to: allocator)
      }
      start &+= UInt64.bitWidth
    }
  }
}

extension AllocatedStringDictionary where Value: Copyable, A: ~Escapable {
  /// A dictionary of copies of the entries of a standard one.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(bytes of all keys, and `source.count`).
  @_lifetime(copy allocator)
  @inlinable
  public init(copying source: [String: Value], allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try reserveCapacity(source.count)
    for (key, value) in source { try updateValue(value, forKey: key) }
  }

  /// A copy of this dictionary, its keys included, in memory of the same allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(bytes of all keys, and `capacity`).
  @_lifetime(copy self)
  @inlinable
  public borrowing func clone() throws(AllocationError) -> AllocatedStringDictionary {
    var copy = AllocatedStringDictionary(allocator: allocator)
    try copy.reserveCapacity(count)
    try storage.table.visitSlots { (slot) throws(AllocationError) in
      let key = unsafe storage.table.keys[slot]
      try unsafe copy.updateValue(storage.table.values[slot], forKey: key.text)
    }
    return copy
  }
}

extension AllocatedStringDictionary where Value: Equatable, A: ~Escapable {
  /// Whether both have the same entries.
  ///
  /// - Complexity: O(bytes of all keys, and `capacity`) on average.
  @inlinable
  public static func == <Other: Allocator & ~Escapable>(
    left: borrowing AllocatedStringDictionary, right: borrowing AllocatedStringDictionary<Value, Other>
  ) -> Bool {
    guard left.count == right.count else { return false }
    var isEqual = true
    left.storage.table.visitSlots { slot in
      guard isEqual else { return }
      let key = unsafe left.storage.table.keys[slot]
      let other = right.storage.find(key.text)
      isEqual = unsafe other >= 0 && right.storage.table.values[other] == left.storage.table.values[slot]
    }
    return isEqual
  }
}

extension Allocator where Self: ~Escapable {
  /// A dictionary of copies of the entries of a standard one, in memory of this allocator, its keys included.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(bytes of all keys, and `source.count`).
  @_lifetime(copy self)
  @inlinable
  public func makeStringDictionary<Value>(
    copying source: [String: Value]
  ) throws(AllocationError) -> AllocatedStringDictionary<Value, Self> {
    try AllocatedStringDictionary(copying: source, allocator: self)
  }
}
