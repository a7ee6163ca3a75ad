/// A key and its value, where an ``AllocatedDictionary`` stores them.
@safe
@frozen
public struct AllocatedEntry<Key: Hashable, Value: ~Copyable>: ~Escapable {
  @usableFromInline let keyAddress: UnsafePointer<Key>
  @usableFromInline let valueAddress: UnsafePointer<Value>

  @_lifetime(immortal)
  @inlinable
  init(_ keyAddress: UnsafePointer<Key>, _ valueAddress: UnsafePointer<Value>) {
    unsafe self.keyAddress = keyAddress
    unsafe self.valueAddress = valueAddress
  }

  /// The key.
  @inlinable
  public var key: Key { unsafe keyAddress.pointee }
  /// The value.
  @inlinable
  public var value: Value {
    unsafeAddress { unsafe valueAddress }
  }
}

/// Entries that stand side by side in an ``AllocatedDictionary``.
@safe
@frozen
public struct AllocatedEntries<Key: Hashable, Value: ~Copyable>: ~Escapable {
  @usableFromInline let firstKey: UnsafePointer<Key>
  @usableFromInline let firstValue: UnsafePointer<Value>
  /// The number of entries.
  public let count: Int

  @_lifetime(immortal)
  @inlinable
  init(_ firstKey: UnsafePointer<Key>, _ firstValue: UnsafePointer<Value>, count: Int) {
    unsafe self.firstKey = firstKey
    unsafe self.firstValue = firstValue
    self.count = count
  }

  /// Whether there is no entry.
  @inlinable
  public var isEmpty: Bool { count == 0 }
  /// The positions of the entries.
  @inlinable
  public var indices: Range<Int> { unsafe Range(uncheckedBounds: (0, count)) }

  /// The entry at `index`.
  @inlinable
  public subscript(index: Int) -> AllocatedEntry<Key, Value> {
    @_lifetime(copy self)
    get {
      precondition(index >= 0 && index < count, "the index is out of the bounds of AllocatedEntries")
      return unsafe _overrideLifetime(AllocatedEntry(firstKey + index, firstValue + index), copying: self)
    }
  }

  /// The keys.
  @inlinable
  public var keys: Span<Key> {
    @_lifetime(copy self)
    get { unsafe _overrideLifetime(Span(_unsafeStart: firstKey, count: count), copying: self) }
  }

  /// The values, each at the position of its key.
  @inlinable
  public var values: Span<Value> {
    @_lifetime(copy self)
    get { unsafe _overrideLifetime(Span(_unsafeStart: firstValue, count: count), copying: self) }
  }
}
