/// The slots of a dictionary and what is in them: what ends with it.
///
/// Keys, values and control bytes are regions of one piece of memory, at whose start is a copy of the allocator's
/// handle (see ``ElementBuffer`` for why). Behind the last control byte are those of eight slots that stay empty, so
/// that a word of them can be read from any slot on.
@safe
@frozen
@usableFromInline
struct HashTable<Key: Hashable, Value: ~Copyable, A: Allocator & ~Escapable>: ~Copyable {
  /// The keys; no memory when there are no slots.
  @usableFromInline var keys: UnsafeMutablePointer<Key>
  /// None, or at least eight.
  @usableFromInline var slotCount: Int
  @usableFromInline var count: Int
  /// How many more empty slots may be filled before the table is full; below zero where emptied slots have taken more
  /// than their share, or where it was filled beyond its capacity for want of memory.
  @usableFromInline var room: Int
  /// What hashes are computed from beside the key: different for each table, so that one's order is none in another.
  @usableFromInline var seed: Int
  @usableFromInline let anchor = DeinitAnchor()

  /// A table without slots.
  @inlinable
  init() {
    unsafe keys = UnsafeMutablePointer(bitPattern: MemoryLayout<Key>.alignment).unsafelyUnwrapped
    slotCount = 0
    count = 0
    room = 0
    seed = 0
  }

  /// A table of empty slots.
  @inlinable
  init(block: Block, slotCount: Int, seed: Int) {
    unsafe keys = (block.address + Self.keyOffset).bindMemory(to: Key.self, capacity: slotCount)
    self.slotCount = slotCount
    count = 0
    room = Self.capacity(ofSlotCount: slotCount)
    self.seed = seed
    unsafe _ = UnsafeMutableRawPointer(values).bindMemory(to: Value.self, capacity: slotCount)
    unsafe control.initialize(repeating: 0, count: slotCount &+ ControlWord.slotCount)
  }

  /// The table whose keys are there, to end it.
  @inlinable
  init(ending keys: UnsafeMutablePointer<Key>, slotCount: Int, count: Int) {
    unsafe self.keys = keys
    self.slotCount = slotCount
    self.count = count
    room = 0
    seed = 0
  }

  @inlinable
  deinit {
    guard slotCount > 0 else { return }
    if Self.needsDestruction, count > 0, _isDeeplyNested() {
      unsafe Self.endDeeplyNested(keys, slotCount, count)
      return
    }
    destroyEntries()
    let handle: A = unsafe block.address._takeNonescapable()
    unsafe handle.deallocate(block)
  }

  /// A table of at least `slotCount` empty slots, more than none; `nil` when there is no room.
  @inlinable
  static func make(slotCount: Int, seed: Int, allocator: borrowing A) -> HashTable? {
    guard let least = byteCount(forSlotCount: slotCount) else { return nil }
    // An allocator of the user's may recommend less than was asked for, or anything.
    let good = max(least, allocator.goodByteCount(for: least, alignment: alignment))
    let goodSlotCount = (good &- overhead) / slotByteCount
    if goodSlotCount > slotCount, let table = make(exactly: goodSlotCount, seed: seed, allocator: allocator) {
      return table
    }
    return make(exactly: slotCount, seed: seed, allocator: allocator)
  }

  /// A table of `slotCount` empty slots, more than none; `nil` when there is no room.
  @inlinable
  static func make(exactly slotCount: Int, seed: Int, allocator: borrowing A) -> HashTable? {
    guard let byteCount = byteCount(forSlotCount: slotCount),
      let block = unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    else { return nil }
    unsafe block.address._initializeNonescapable(to: copy allocator)
    return unsafe HashTable(block: block, slotCount: slotCount, seed: seed)
  }
}

// Where things are: the handle first, then keys, values and control bytes.
extension HashTable where Value: ~Copyable, A: ~Escapable {
  @inlinable
  static var alignment: Int {
    let alignment = max(MemoryLayout<Key>.alignment, MemoryLayout<Value>.alignment)
    return MemoryLayout<A>.size == 0 ? alignment : max(alignment, MemoryLayout<A>.alignment)
  }

  /// The distance of the keys from the start of the memory.
  @inlinable
  static var keyOffset: Int {
    (MemoryLayout<A>.size &+ MemoryLayout<Key>.alignment &- 1) & ~(MemoryLayout<Key>.alignment &- 1)
  }

  /// The bytes of a value's place: none for `Void`.
  @inlinable
  @inline(always)
  static var valueByteCount: Int { MemoryLayout<Value>.size == 0 ? 0 : MemoryLayout<Value>.stride }
  @inlinable
  static var slotByteCount: Int { MemoryLayout<Key>.stride &+ valueByteCount &+ 1 }

  /// The bytes that are needed beside those of the slots: the handle, what aligns the values, more control bytes.
  @inlinable
  static var overhead: Int {
    keyOffset &+ max(0, MemoryLayout<Value>.alignment &- MemoryLayout<Key>.alignment) &+ ControlWord.slotCount
  }

  /// The bytes of a table, or nil when they exceed `Int.max`.
  @inlinable
  static func byteCount(forSlotCount slotCount: Int) -> Int? {
    SizeArithmetic.product(slotCount, slotByteCount).flatMap { SizeArithmetic.sum($0, overhead) }
  }

  /// The memory as the allocator knows it; there must be some.
  @inlinable
  var block: Block {
    unsafe Block(
      address: UnsafeMutableRawPointer(keys) - Self.keyOffset,
      byteCount: Self.overhead &+ slotCount &* Self.slotByteCount, alignment: Self.alignment)
  }

  @inlinable
  @inline(always)
  var values: UnsafeMutablePointer<Value> { unsafe values(ofSlotCount: slotCount) }

  /// Where the values of a table at this place are that has `slotCount` slots.
  @inlinable
  @inline(always)
  func values(ofSlotCount slotCount: Int) -> UnsafeMutablePointer<Value> {
    let end = unsafe UnsafeMutableRawPointer(keys + slotCount)
    // Without this, the optimizer would not know that keys are aligned well enough.
    if MemoryLayout<Value>.alignment <= MemoryLayout<Key>.alignment {
      return unsafe end.assumingMemoryBound(to: Value.self)
    }
    return unsafe end.alignedUp(for: Value.self).assumingMemoryBound(to: Value.self)
  }

  @inlinable
  @inline(always)
  var control: UnsafeMutablePointer<UInt8> { unsafe control(ofSlotCount: slotCount) }

  @inlinable
  @inline(always)
  func control(ofSlotCount slotCount: Int) -> UnsafeMutablePointer<UInt8> {
    unsafe (UnsafeMutableRawPointer(values(ofSlotCount: slotCount)) + slotCount &* Self.valueByteCount)
      .assumingMemoryBound(to: UInt8.self)
  }

  /// The entries that a table holds before it grows.
  @inlinable
  @inline(always)
  var capacity: Int { Self.capacity(ofSlotCount: slotCount) }

  /// The entries that a table holds, which are more once it could not grow.
  @inlinable
  var presentCapacity: Int {
    guard slotCount > 0 else { return 0 }
    let isFilled = unsafe isFilled.pointee != 0
    return max(count, isFilled ? Self.lastCapacity(ofSlotCount: slotCount) : capacity)
  }

  /// Whether the table could not grow once: the last byte of all, which no search reads.
  @inlinable
  var isFilled: UnsafeMutablePointer<UInt8> { unsafe control + (slotCount &+ ControlWord.slotCount &- 1) }

  /// The bytes of memory that the table holds.
  @inlinable
  var heldByteCount: Int { slotCount == 0 ? 0 : Self.overhead &+ slotCount &* Self.slotByteCount }

  /// How many entries a table holds: one slot in seven stays empty, so that searches end soon, and end at all.
  @inlinable
  static func capacity(ofSlotCount slotCount: Int) -> Int { slotCount &- (slotCount &+ 6) / 7 }

  /// How many of the slots that stay empty may be lent to emptied ones, until entries are put in order: half of them, so
  /// that one in fourteen is empty.
  @inlinable
  static func slack(ofSlotCount slotCount: Int) -> Int {
    slotCount &- capacity(ofSlotCount: slotCount) &- max(1, slotCount / 14)
  }

  /// The same where there is no memory for a larger table: one slot in 42 is empty.
  @inlinable
  static func lastSlack(ofSlotCount slotCount: Int) -> Int {
    slotCount &- capacity(ofSlotCount: slotCount) &- max(1, slotCount / 42)
  }

  /// How many entries a table holds where there is no memory for a larger one.
  @inlinable
  static func lastCapacity(ofSlotCount slotCount: Int) -> Int { slotCount &- max(1, slotCount / 28) }

  /// The least number of slots that hold `capacity` entries where there is no memory for more.
  @inlinable
  static func lastSlotCount(forCapacity capacity: Int) -> Int {
    max(ControlWord.slotCount, SizeArithmetic.sum(capacity, max(1, capacity / 27)) ?? Int.max)
  }

  /// The least number of slots for `capacity` entries; `Int.max` where there is no such number.
  @inlinable
  static func slotCount(forCapacity capacity: Int) -> Int {
    max(ControlWord.slotCount, SizeArithmetic.sum(capacity, capacity / 6 &+ (capacity % 6 == 0 ? 0 : 1)) ?? Int.max)
  }
}
