extension AllocatedStringDictionary where Value: ~Copyable, A: ~Escapable {
  @inlinable
  func find<Text: UTF8Text & ~Copyable & ~Escapable>(_ key: borrowing Text) -> Int {
    key.withUTF8Text { storage.find($0) }
  }

  /// Whether there is an entry for `key`.
  ///
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @inlinable
  public borrowing func contains<Text: UTF8Text & ~Copyable & ~Escapable>(_ key: borrowing Text) -> Bool {
    find(key) >= 0
  }

  /// Calls `body` with the value for `key`, where it is stored.
  ///
  /// - Returns: What `body` returns, or `nil` when there is no entry.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @inlinable
  public borrowing func withValue<Text: UTF8Text & ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error>(
    forKey key: borrowing Text, _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let slot = find(key)
    guard slot >= 0 else { return nil }
    return try unsafe body(storage.table.values[slot])
  }

  /// Calls `body` with the value for `key`, to be modified where it is stored.
  ///
  /// - Returns: What `body` returns, or `nil` when there is no entry.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func updateValue<Text: UTF8Text & ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error>(
    forKey key: borrowing Text, with body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let slot = find(key)
    guard slot >= 0 else { return nil }
    return try unsafe body(&storage.table.values[slot])
  }

  /// Calls `body` with the value for `key`, to be modified where it is stored; makes an entry first if there is none.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: `AllocationError` when there is no room for a new entry; the dictionary is as it was.
  /// - Complexity: O(1) on average, amortized, and O(number of bytes of `key`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func updateValue<Text: UTF8Text & ~Copyable & ~Escapable, Result: ~Copyable>(
    forKey key: borrowing Text, default value: @autoclosure () -> Value, with body: (inout Value) -> Result
  ) throws(AllocationError) -> Result {
    guard let (slot, isNew) = findOrAdd(key) else { throw refusal }
    if isNew { unsafe (storage.table.values + slot).initialize(to: value()) }
    return unsafe body(&storage.table.values[slot])
  }

  @_lifetime(self: copy self)
  @inlinable
  mutating func findOrAdd<Text: UTF8Text & ~Copyable & ~Escapable>(
    _ key: borrowing Text
  ) -> (slot: Int, isNew: Bool)? {
    key.withUTF8Text { storage.findOrAdd($0, allocator) }
  }

  /// Stores a value for `key`, of which a new entry takes a copy.
  ///
  /// - Returns: The value that was there before, or `nil`.
  /// - Throws: `AllocationError`; the dictionary is as it was, and the value is destroyed. ``store(_:forKey:)`` returns
  ///   it.
  /// - Complexity: O(1) on average, amortized, and O(number of bytes of `key`).
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func updateValue<Text: UTF8Text & ~Copyable & ~Escapable>(
    _ value: consuming Value, forKey key: borrowing Text
  ) throws(AllocationError) -> Value? {
    guard let (slot, isNew) = findOrAdd(key) else { throw refusal }
    guard isNew else { return unsafe (storage.table.values + slot)._exchange(with: value) }
    unsafe (storage.table.values + slot).initialize(to: value)
    return nil
  }

  /// Stores a value for `key`, or returns it.
  ///
  /// - Returns: The value that was there before, or `nil`; or else the new value and why it was not stored.
  /// - Complexity: O(1) on average, amortized, and O(number of bytes of `key`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func store<Text: UTF8Text & ~Copyable & ~Escapable>(
    _ value: consuming Value, forKey key: borrowing Text
  ) -> StoreResult<Value?, Value> {
    guard let (slot, isNew) = findOrAdd(key) else { return .rejected(value, refusal) }
    guard isNew else { return unsafe .stored((storage.table.values + slot)._exchange(with: value)) }
    unsafe (storage.table.values + slot).initialize(to: value)
    return .stored(nil)
  }

  /// Removes the entry for `key`, and returns the key's bytes to the allocator.
  ///
  /// - Returns: Its value, or `nil` when there is no entry.
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func removeValue<Text: UTF8Text & ~Copyable & ~Escapable>(forKey key: borrowing Text) -> Value? {
    let slot = find(key)
    guard slot >= 0 else { return nil }
    return storage.remove(slot, allocator)
  }

  /// Removes the entries that `isRemoved` accepts.
  ///
  /// - Throws: What `isRemoved` throws; what it had not accepted by then is kept.
  /// - Complexity: O(`capacity`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll<Failure: Error>(
    where isRemoved: (UTF8Span, borrowing Value) throws(Failure) -> Bool
  ) throws(Failure) {
    var start = 0
    while start < storage.table.slotCount {
      var full = storage.table.fullSlots(from: start)
      while full != 0 {
        let slot = start &+ full.trailingZeroBitCount
        full &= full &- 1
        let key = unsafe storage.table.keys[slot]
        if try unsafe isRemoved(key.text, storage.table.values[slot]) { _ = storage.remove(slot, allocator) }
      }
      start &+= UInt64.bitWidth
    }
  }

  /// Destroys all entries.
  ///
  /// - Parameter isCapacityKept: Whether the table's memory is kept for new entries; otherwise it is returned, as that of
  ///   the keys is.
  /// - Complexity: O(`capacity`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    guard isCapacityKept else {
      storage = TextTable()
      return
    }
    storage.returnKeys()
    storage.table.removeAll()
  }

  /// Calls `body` with each key and value, in no particular order.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(`capacity`).
  @inlinable
  public borrowing func forEach<Failure: Error>(
    _ body: (UTF8Span, borrowing Value) throws(Failure) -> Void
  ) throws(Failure) {
    try storage.table.visitSlots { (slot) throws(Failure) in
      let key = unsafe storage.table.keys[slot]
      try unsafe body(key.text, storage.table.values[slot])
    }
  }

  /// Calls `body` with each key and value, in no particular order; values may be modified.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(`capacity`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func updateEach<Failure: Error>(
    _ body: (UTF8Span, inout Value) throws(Failure) -> Void
  ) throws(Failure) {
    try storage.table.visitSlots { (slot) throws(Failure) in
      let key = unsafe storage.table.keys[slot]
      try unsafe body(key.text, &storage.table.values[slot])
    }
  }
}

extension AllocatedStringDictionary where Value: Copyable, A: ~Escapable {
  /// The value for `key`, or `nil` when there is no entry.
  ///
  /// A subscript of Swift 6.3 takes copyable keys only: pass the ``AllocatedString/utf8Span`` of an ``AllocatedString``.
  ///
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @inlinable
  public subscript<Text: UTF8Text & ~Escapable>(key: Text) -> Value? {
    get {
      let slot = find(key)
      return slot >= 0 ? unsafe storage.table.values[slot] : nil
    }
    @available(*, unavailable, message: "storing may fail: use try updateValue(_:forKey:), or removeValue(forKey:)")
    set {}
  }

  /// The value for `key`, or `value` when there is no entry.
  ///
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @inlinable
  public subscript<Text: UTF8Text & ~Escapable>(key: Text, default value: @autoclosure () -> Value) -> Value {
    get {
      let slot = find(key)
      return slot >= 0 ? unsafe storage.table.values[slot] : value()
    }
    @available(*, unavailable, message: "storing may fail: use try updateValue(forKey:default:with:)")
    set {}
  }
}

extension Dictionary where Key == String {
  /// A standard dictionary of copies of the entries of `source`.
  ///
  /// - Complexity: O(`source.capacity`) on average, and O(number of bytes of the keys).
  @inlinable
  public init<A: Allocator & ~Escapable>(copying source: borrowing AllocatedStringDictionary<Value, A>) {
    self.init(minimumCapacity: source.count)
    source.forEach { key, value in updateValue(value, forKey: String(copying: key)) }
  }
}

#if !hasFeature(Embedded)
  extension AllocatedStringDictionary where Value: Copyable, A: ~Escapable {
    /// The entries in words, such as `["a": 1]`.
    public var description: String { Dictionary(copying: self).description }
  }
#endif
