extension AllocatedDictionary where Value: ~Copyable, A: ~Escapable {
  /// Whether there is an entry for `key`.
  ///
  /// - Complexity: O(1) on average.
  @inlinable
  public borrowing func contains(_ key: Key) -> Bool { table.find(key) >= 0 }

  /// Calls `body` with the value for `key`, where it is stored.
  ///
  /// - Returns: What `body` returns, or `nil` when there is no entry.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1) on average.
  @inlinable
  public borrowing func withValue<Result: ~Copyable, Failure: Error>(
    forKey key: Key, _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let slot = table.find(key)
    guard slot >= 0 else { return nil }
    return try unsafe body(table.values[slot])
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
    let slot = table.find(key)
    guard slot >= 0 else { return nil }
    return try unsafe body(&table.values[slot])
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
    if isNew { table.initialize(slot, key, value()) }
    return unsafe body(&table.values[slot])
  }

  /// Stores a value for `key`.
  ///
  /// - Returns: The value that was there before, or `nil`.
  /// - Throws: `AllocationError`; the dictionary is as it was, and the value is destroyed. ``store(_:forKey:)`` returns
  ///   it.
  /// - Complexity: O(1) on average, amortized.
  @_lifetime(self: copy self)
  @inlinable
  @inline(always)
  @discardableResult
  public mutating func updateValue(_ value: consuming Value, forKey key: Key) throws(AllocationError) -> Value? {
    guard let (slot, isNew) = findOrAdd(key) else { throw refusal }
    guard isNew else { return unsafe (table.values + slot)._exchange(with: value) }
    table.initialize(slot, key, value)
    return nil
  }

  /// Stores a value for `key`, or returns it.
  ///
  /// - Returns: The value that was there before, or `nil`; or else the new value and why it was not stored.
  /// - Complexity: O(1) on average, amortized.
  @_lifetime(self: copy self)
  @inlinable
  @inline(always)
  public mutating func store(_ value: consuming Value, forKey key: Key) -> StoreResult<Value?, Value> {
    guard let (slot, isNew) = findOrAdd(key) else { return .rejected(value, refusal) }
    guard isNew else { return unsafe .stored((table.values + slot)._exchange(with: value)) }
    table.initialize(slot, key, value)
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
    let slot = table.find(key)
    guard slot >= 0 else { return nil }
    table.vacate(slot)
    unsafe destroyInPlace(table.keys + slot)
    return unsafe (table.values + slot)._take()
  }

  /// Removes the entries that `isRemoved` accepts.
  ///
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll<Failure: Error>(
    where isRemoved: (Key, borrowing Value) throws(Failure) -> Bool
  ) throws(Failure) {
    try table.removeAll(where: isRemoved)
  }
}

extension AllocatedDictionary where Value: Copyable, A: ~Escapable {
  /// The value for `key`, or `nil` when there is no entry.
  ///
  /// - Complexity: O(1) on average.
  @inlinable
  public subscript(key: Key) -> Value? {
    get {
      let slot = table.find(key)
      return slot >= 0 ? unsafe table.values[slot] : nil
    }
    @available(*, unavailable, message: "storing may fail: use try updateValue(_:forKey:), or removeValue(forKey:)")
    set {}
  }

  /// The value for `key`, or `value` when there is no entry.
  ///
  /// - Complexity: O(1) on average.
  @inlinable
  public subscript(key: Key, default value: @autoclosure () -> Value) -> Value {
    get {
      let slot = table.find(key)
      return slot >= 0 ? unsafe table.values[slot] : value()
    }
    @available(*, unavailable, message: "storing may fail: use try updateValue(forKey:default:with:)")
    set {}
  }
}
