// Keys that are strings are found by any text, without making a `String` of it.
extension AllocatedDictionary where Key == String, Value: ~Copyable, A: ~Escapable {
  /// The slot whose key says the same as `key`, or -1.
  @inlinable
  func find<Text: UTF8Text & ~Copyable & ~Escapable>(text key: borrowing Text) -> Int {
    key.withUTF8Text { text in
      table.find(hash: TextKey.hash(of: text, seed: table.seed)) { $0.utf8Span.hasSameText(as: text) }
    }
  }

  /// Whether there is an entry whose key says the same as `key`.
  ///
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @_disfavoredOverload
  @inlinable
  public borrowing func contains<Text: UTF8Text & ~Copyable & ~Escapable>(_ key: borrowing Text) -> Bool {
    find(text: key) >= 0
  }

  /// Calls `body` with the value for the key that says the same as `key`, where it is stored.
  ///
  /// - Returns: What `body` returns, or `nil` when there is no entry.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @_disfavoredOverload
  @inlinable
  public borrowing func withValue<Text: UTF8Text & ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error>(
    forKey key: borrowing Text, _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let slot = find(text: key)
    guard slot >= 0 else { return nil }
    return try unsafe body(table.values[slot])
  }

  /// Calls `body` with the value for the key that says the same as `key`, to be modified where it is stored.
  ///
  /// - Returns: What `body` returns, or `nil` when there is no entry.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @_lifetime(self: copy self)
  @_disfavoredOverload
  @inlinable
  public mutating func updateValue<Text: UTF8Text & ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error>(
    forKey key: borrowing Text, with body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let slot = find(text: key)
    guard slot >= 0 else { return nil }
    return try unsafe body(&table.values[slot])
  }

  /// Removes the entry whose key says the same as `key`.
  ///
  /// - Returns: Its value, or `nil` when there is no entry.
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @_lifetime(self: copy self)
  @_disfavoredOverload
  @inlinable
  @discardableResult
  public mutating func removeValue<Text: UTF8Text & ~Copyable & ~Escapable>(forKey key: borrowing Text) -> Value? {
    let slot = find(text: key)
    guard slot >= 0 else { return nil }
    table.vacate(slot)
    unsafe destroyInPlace(table.keys + slot)
    return unsafe (table.values + slot)._take()
  }
}

extension AllocatedDictionary where Key == String, Value: Copyable, A: ~Escapable {
  /// The value for the key that says the same as `key`, or `nil` when there is no entry.
  ///
  /// - Complexity: O(1) on average, and O(number of bytes of `key`).
  @_disfavoredOverload
  @inlinable
  public subscript<Text: UTF8Text & ~Escapable>(key: Text) -> Value? {
    let slot = find(text: key)
    return slot >= 0 ? unsafe table.values[slot] : nil
  }
}

extension AllocatedSet where Element == String, A: ~Escapable {
  /// Whether a member says the same as `element`.
  ///
  /// - Complexity: O(1) on average, and O(number of bytes of `element`).
  @_disfavoredOverload
  @inlinable
  public borrowing func contains<Text: UTF8Text & ~Copyable & ~Escapable>(_ element: borrowing Text) -> Bool {
    dictionary.find(text: element) >= 0
  }
}
