extension AllocatedDictionary where Value: ~Copyable, A: ~Escapable {
  /// Whether there is an entry for `key`.
  ///
  /// - Complexity: O(1) on average.
  @inlinable
  public borrowing func contains(_ key: Key) -> Bool { find(key) >= 0 }

  /// Calls `body` with the value for `key`, where it is stored.
  ///
  /// - Returns: What `body` returns, or `nil` when there is no entry.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1) on average.
  @inlinable
  public borrowing func withValue<Result: ~Copyable, Failure: Error>(
    forKey key: Key, _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let slot = find(key)
    guard slot >= 0 else { return nil }
    return try unsafe body(slots[slot].value)
  }

  /// Calls `body` with the value for `key`, to be modified where it is stored.
  ///
  /// - Returns: What `body` returns, or `nil` when there is no entry.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1) on average.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func updateValue<Result: ~Copyable, Failure: Error>(
    forKey key: Key, with body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let slot = find(key)
    guard slot >= 0 else { return nil }
    return try unsafe body(&slots[slot].value)
  }

  /// Calls `body` with the value for `key`, to be modified where it is stored; makes an entry first if there is none.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: `AllocationError` when there is no room for a new entry; the dictionary is as it was.
  /// - Complexity: O(1) on average, amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func updateValue<Result: ~Copyable>(
    forKey key: Key, default value: @autoclosure () -> Value, with body: (inout Value) -> Result
  ) throws(AllocationError) -> Result {
    guard let (slot, isNew) = findOrAdd(key) else { throw refusal }
    if isNew { unsafe (slots + slot).initialize(to: Entry(key, value())) }
    return unsafe body(&slots[slot].value)
  }

  /// Stores a value for `key`.
  ///
  /// - Returns: The value that was there before, or `nil`.
  /// - Throws: `AllocationError`; the dictionary is as it was, and the value is destroyed. ``store(_:forKey:)`` gives
  ///   it back.
  /// - Complexity: O(1) on average, amortized.
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func updateValue(_ value: consuming Value, forKey key: Key) throws(AllocationError) -> Value? {
    guard let (slot, isNew) = findOrAdd(key) else { throw refusal }
    guard isNew else { return unsafe exchange(&slots[slot].value, with: value) }
    unsafe (slots + slot).initialize(to: Entry(key, value))
    return nil
  }

  /// Stores a value for `key`, or gives it back.
  ///
  /// - Returns: The value that was there before, or `nil`; or else the new value and why it was not stored.
  /// - Complexity: O(1) on average, amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func store(_ value: consuming Value, forKey key: Key) -> StoreResult<Value?, Value> {
    guard let (slot, isNew) = findOrAdd(key) else { return .rejected(value, refusal) }
    guard isNew else { return unsafe .stored(exchange(&slots[slot].value, with: value)) }
    unsafe (slots + slot).initialize(to: Entry(key, value))
    return .stored(nil)
  }

  /// Removes the entry for `key`.
  ///
  /// - Returns: Its value, or `nil` when there is no entry.
  /// - Complexity: O(1) on average.
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func removeValue(forKey key: Key) -> Value? {
    let slot = find(key)
    guard slot >= 0 else { return nil }
    vacate(slot)
    return unsafe (slots + slot).move().consumeValue()
  }

  /// Removes the entries that `isRemoved` accepts.
  ///
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll<Failure: Error>(
    where isRemoved: (Key, borrowing Value) throws(Failure) -> Bool
  ) throws(Failure) {
    var index = 0
    while index < groupCount {
      var full = unsafe groups[index].full
      while full != 0 {
        let slot = index &* ControlGroup.slotCount &+ ControlGroup.first(of: full)
        full &= full &- 1
        if try unsafe isRemoved(slots[slot].key, slots[slot].value) {
          vacate(slot)
          unsafe (slots + slot).deinitialize(count: 1)
        }
      }
      index &+= 1
    }
  }
}

extension AllocatedEntry where Value: ~Copyable {
  @inlinable
  consuming func consumeValue() -> Value { value }
}

extension AllocatedDictionary where Value: Copyable, A: ~Escapable {
  /// The value for `key`, or `nil` when there is no entry.
  ///
  /// - Complexity: O(1) on average.
  @inlinable
  public subscript(key: Key) -> Value? {
    let slot = find(key)
    return slot >= 0 ? unsafe slots[slot].value : nil
  }

  /// The value for `key`, or `value` when there is no entry.
  ///
  /// - Complexity: O(1) on average.
  @inlinable
  public subscript(key: Key, default value: @autoclosure () -> Value) -> Value {
    let slot = find(key)
    return slot >= 0 ? unsafe slots[slot].value : value()
  }
}
