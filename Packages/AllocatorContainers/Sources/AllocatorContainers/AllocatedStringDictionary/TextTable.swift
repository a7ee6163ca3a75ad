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
    guard let key = makeKeyInRoom(text, allocator) else { return nil }
    guard let place = table.findOrAdd(key, allocator: allocator) else {
      Self.returnKey(key, to: allocator)
      return nil
    }
    unsafe (table.keys + place.slot).initialize(to: key)
    return (place.slot, true)
  }

  /// A copy of `text`, in the memory of slots that are not in use yet where there is no other, or `nil`.
  @inlinable
  @inline(always)
  mutating func makeKeyInRoom(_ text: UTF8Span, _ allocator: borrowing A) -> TextKey? {
    if let key = Self.makeKey(text, allocator) { return key }
    guard yieldSlots(for: text.count, allocator) else { return nil }
    return Self.makeKey(text, allocator)
  }

  /// Returns the memory of slots that are not in use yet: as much as the bytes of this key and those of the entries that
  /// the others will hold take, if they are as long as the present ones.
  ///
  /// - Complexity: O(1) where less than a 256th of the table would return, which is left as it is then: it would move for
  ///   each new key; otherwise O(`capacity`), and each call halves what there is to return, or nearly.
  @inlinable
  @inline(never)
  mutating func yieldSlots(for keyByteCount: Int, _ allocator: borrowing A) -> Bool {
    typealias Table = HashTable<TextKey, Value, A>
    var least = Table.slotCount(forCapacity: table.count &+ 1)
    let isFilled = (table.slotCount &- least) &* Table.slotByteCount < keyByteCount
    if isFilled { least = Table.lastSlotCount(forCapacity: table.count &+ 1) }
    let spareByteCount = (table.slotCount &- least) &* Table.slotByteCount
    guard table.count > 0, spareByteCount >= max(keyByteCount, table.slotCount &* Table.slotByteCount / 256) else {
      return false
    }
    var total = keyByteCount
    table.visitSlots { slot in total &+= unsafe table.keys[slot].count }
    let entryByteCount = Table.slotByteCount &+ Table.slotByteCount / 6 &+ total / (table.count &+ 1) &+ 1
    let further = (spareByteCount &- keyByteCount) / entryByteCount
    guard table.setFewerSlots(min(least &+ further, table.slotCount &- 1), allocator: allocator) else { return false }
    if isFilled { unsafe table.isFilled.pointee = ControlWord.emptied }
    return true
  }

  /// Removes the entry in a slot and returns its value.
  @inlinable
  mutating func remove(_ slot: Int, _ allocator: borrowing A) -> Value {
    table.vacate(slot)
    unsafe Self.returnKey(table.keys[slot], to: allocator)
    return unsafe (table.values + slot)._take()
  }
}
