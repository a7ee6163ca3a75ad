/// A table that owns the bytes of its keys: what ends with it.
@safe
@frozen
@usableFromInline
struct TextTable<Value: ~Copyable, A: Allocator & ~Escapable>: ~Copyable {
  @usableFromInline var table = HashTable<TextKey, Value, A>()

  @inlinable
  init() {}

  @inlinable
  deinit { returnKeys() }

  /// Returns the bytes of all keys, which are not to be read then.
  @inlinable
  func returnKeys() {
    guard table.count > 0 else { return }
    unsafe table.block.address._withNonescapable(A.self) { handle in
      table.visitSlots { slot in unsafe Self.returnKey(table.keys[slot], to: handle) }
    }
  }

  @inlinable
  static func returnKey(_ key: TextKey, to allocator: borrowing A) {
    guard key.count > 0 else { return }
    unsafe allocator.deallocate(block(of: key))
  }

  @inlinable
  static func block(of key: TextKey) -> Block {
    unsafe Block(address: UnsafeMutableRawPointer(mutating: key.start), byteCount: key.count, alignment: 1)
  }

  /// A copy of `text` in memory of `allocator`, or `nil` when there is no room.
  @inlinable
  static func makeKey(_ text: UTF8Span, _ allocator: borrowing A) -> TextKey? {
    guard text.count > 0 else { return unsafe TextKey(start: noBytes, count: 0) }
    guard let block = unsafe allocator.allocateIfPossible(byteCount: text.count, alignment: 1) else { return nil }
    return unsafe text.span.withUnsafeBufferPointer { bytes in
      let start = unsafe block.address.bindMemory(to: UInt8.self, capacity: bytes.count)
      unsafe start.initialize(from: bytes.baseAddress.unsafelyUnwrapped, count: bytes.count)
      return unsafe TextKey(start: start, count: bytes.count)
    }
  }

  @inlinable
  static var noBytes: UnsafePointer<UInt8> { unsafe UnsafePointer(bitPattern: 1).unsafelyUnwrapped }

  /// The slot whose key says the same as `text`, or -1.
  @inlinable
  func find(_ text: UTF8Span) -> Int {
    table.find(hash: TextKey.hash(of: text, seed: table.seed)) { $0.isEqual(to: text) }
  }

  /// The slot of `text`, whose value the caller initializes if it is new; nil when there is no room for it or its key.
  @inlinable
  mutating func findOrAdd(_ text: UTF8Span, _ allocator: borrowing A) -> (slot: Int, isNew: Bool)? {
    let slot = find(text)
    if slot >= 0 { return (slot, false) }
    guard let key = Self.makeKey(text, allocator) else { return nil }
    guard let place = table.findOrAdd(key, allocator: allocator) else {
      Self.returnKey(key, to: allocator)
      return nil
    }
    unsafe (table.keys + place.slot).initialize(to: key)
    return (place.slot, true)
  }

  /// Removes the entry in a slot and returns its value.
  @inlinable
  mutating func remove(_ slot: Int, _ allocator: borrowing A) -> Value {
    table.vacate(slot)
    unsafe Self.returnKey(table.keys[slot], to: allocator)
    return unsafe (table.values + slot).move()
  }
}
