extension AllocatedDictionary where Value: ~Copyable, A: ~Escapable {
  /// Sees to it that at least `capacity` entries fit.
  ///
  /// - Throws: `AllocationError`; the dictionary is as it was.
  /// - Complexity: O(`capacity`) when it must grow.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    precondition(capacity >= 0, "the capacity of an AllocatedDictionary is negative")
    guard capacity > self.capacity else { return }
    guard table.makeRoom(forCapacity: capacity, allocator: allocator) else { throw refusal }
  }

  @inlinable
  var refusal: AllocationError { allocator.refusal(byteCount: 0, alignment: HashTable<Key, Value, A>.alignment) }

  @_lifetime(self: copy self)
  @inlinable
  @inline(always)
  mutating func findOrAdd(_ key: Key) -> (slot: Int, isNew: Bool)? { table.findOrAdd(key, allocator: allocator) }

  /// Destroys all entries.
  ///
  /// - Parameter isCapacityKept: Whether the memory is kept for new entries; otherwise it is given back.
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    if isCapacityKept {
      table.removeAll()
    } else {
      table = HashTable()
    }
  }
}
