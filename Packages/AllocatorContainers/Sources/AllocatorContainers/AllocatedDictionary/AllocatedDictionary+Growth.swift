extension AllocatedDictionary where Value: ~Copyable, A: ~Escapable {
  /// Sees to it that at least `capacity` entries fit: nothing allocates as long as they do.
  ///
  /// - Throws: `AllocationError`; the dictionary is as it was.
  /// - Complexity: O(`capacity`) when it must grow; O(1) amortized for each new entry in a series of calls.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    checkCount(capacity, .dictionary)
    guard capacity > table.presentCapacity else { return }
    guard table.makeRoom(forCapacity: capacity, allocator: allocator) else {
      throw refusal(ofCapacity: capacity)
    }
  }

  /// Moves the entries to the smallest table that holds `capacity` of them, and no fewer than there are; zero returns
  /// the memory to the allocator. Where there is no memory for a smaller table beside the present one, the entries move
  /// to the front of their block, and the allocator shrinks that.
  ///
  /// - Throws: `AllocationError`; the dictionary has the entries and the capacity that it had.
  /// - Complexity: O(old and new capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reallocate(capacity: Int) throws(AllocationError) {
    checkCount(capacity, .dictionary)
    guard table.fit(max(capacity, count), allocator: allocator) else { throw refusal(ofCapacity: capacity) }
  }

  /// Moves the entries to the smallest table that holds them: beside the present one where the allocator has room for
  /// both, and otherwise within its block, where the allocator can shrink that.
  ///
  /// - Complexity: O(`capacity`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func shrinkToFit() { table.shrinkToFit(allocator: allocator) }

  /// The bytes of the allocator's memory that the dictionary holds.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var heldByteCount: Int { table.heldByteCount }

  @inlinable
  var refusal: AllocationError { refusal(ofCapacity: count &+ 1) }

  @inlinable
  func refusal(ofCapacity capacity: Int) -> AllocationError {
    let slotCount = HashTable<Key, Value, A>.slotCount(forCapacity: capacity)
    return allocator.refusal(
      byteCount: HashTable<Key, Value, A>.byteCount(forSlotCount: slotCount) ?? .max,
      alignment: HashTable<Key, Value, A>.alignment)
  }

  @_lifetime(self: copy self)
  @inlinable
  @inline(always)
  mutating func findOrAdd(_ key: Key) -> (slot: Int, isNew: Bool)? { table.findOrAdd(key, allocator: allocator) }

  /// Destroys all entries.
  ///
  /// - Parameter isCapacityKept: Whether the memory is kept for new entries; otherwise it is returned.
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
