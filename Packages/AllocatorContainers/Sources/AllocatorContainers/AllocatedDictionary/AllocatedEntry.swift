/// A key and its value, as ``AllocatedDictionary`` stores them.
@frozen
public struct AllocatedEntry<Key: Hashable, Value: ~Copyable>: ~Copyable {
  /// The key.
  public let key: Key
  /// The value.
  public var value: Value

  @inlinable
  init(_ key: Key, _ value: consuming Value) {
    self.key = key
    self.value = value
  }
}

extension AllocatedEntry: Copyable where Value: Copyable {}
extension AllocatedEntry: Sendable where Key: Sendable, Value: Sendable & ~Copyable {}
