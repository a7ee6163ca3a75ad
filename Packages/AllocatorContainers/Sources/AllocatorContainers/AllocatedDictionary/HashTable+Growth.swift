import Synchronization

extension HashTable where Value: ~Copyable, A: ~Escapable {
  /// Sees to it that at least one more entry fits, in a larger table, or in one of the same size when many slots were
  /// emptied, or in the least one when there is no room for that.
  @inlinable
  @inline(never)
  mutating func makeRoom(allocator: borrowing A) -> Bool {
    let isCrowded = count > Self.capacity(ofSlotCount: slotCount) / 4 &* 3
    let generous = isCrowded ? Self.grown(atLeast: slotCount &+ slotCount / 7 &+ 1) : max(slotCount, 8)
    if rebuild(slotCount: generous, allocator: allocator) { return true }
    let least = Self.slotCount(forCapacity: count &+ 1)
    guard least < generous else { return false }
    return rebuild(slotCount: least, allocator: allocator)
  }

  /// Sees to it that at least `capacity` entries fit.
  @inlinable
  mutating func makeRoom(forCapacity capacity: Int, allocator: borrowing A) -> Bool {
    let least = Self.slotCount(forCapacity: capacity)
    // Two entries in three slots: searches are as short as in a table that grew, on average. But it takes no more
    // memory than a table that grew.
    let roomy = max(32, SizeArithmetic.sum(capacity, capacity / 2) ?? least)
    let generous = max(least, min(Self.grown(atLeast: least), roomy))
    if rebuild(slotCount: generous, allocator: allocator) { return true }
    guard least < generous else { return false }
    return rebuild(slotCount: least, allocator: allocator)
  }

  /// The numbers of slots that a table grows through: 8, 16, 32, 56, 112, 224, …
  ///
  /// With these it doubles where the standard dictionary does, and takes less memory whatever the number of entries.
  @inlinable
  static func grown(atLeast slotCount: Int) -> Int {
    if slotCount <= 32 { return max(8, 1 &<< SizeArithmetic.ceilingOfBinaryLogarithm(slotCount)) }
    return SizeArithmetic.product(1 << SizeArithmetic.ceilingOfBinaryLogarithm((slotCount &- 1) / 7 &+ 1), 7)
      ?? slotCount
  }

  /// Moves all entries to a new table of at least `newSlotCount` slots, or does nothing.
  @inlinable
  @inline(never)
  mutating func rebuild(slotCount newSlotCount: Int, allocator: borrowing A) -> Bool {
    let seed = slotCount == 0 ? makeTableSeed() : seed
    guard var moved = HashTable.make(slotCount: newSlotCount, seed: seed, allocator: allocator) else { return false }
    visitSlots { slot in
      // Keys are known to differ, so nothing is compared.
      let hash = unsafe hash(of: keys[slot])
      let newSlot = moved.firstVacant(from: moved.home(of: hash))
      unsafe moved.control[newSlot] = Self.tag(of: hash)
      unsafe (moved.keys + newSlot).initialize(to: (keys + slot).move())
      unsafe (moved.values + newSlot).initialize(to: (values + slot).move())
    }
    moved.count = count
    moved.room &-= count
    count = 0
    self = moved
    return true
  }

  /// Destroys all entries and keeps the memory.
  @inlinable
  mutating func removeAll() {
    guard slotCount > 0 else { return }
    destroyEntries()
    count = 0
    room = Self.capacity(ofSlotCount: slotCount)
    // The next entries may come from a copy of this table.
    seed = makeTableSeed()
    unsafe control.update(repeating: 0, count: slotCount)
  }
}

extension HashTable where Value: Copyable, A: ~Escapable {
  /// A copy, in memory of `allocator`; `nil` when there is no room.
  @inlinable
  func clone(allocator: borrowing A) -> HashTable? {
    guard count > 0 else { return HashTable() }
    // Exactly as many slots, so that each entry keeps its own.
    guard let byteCount = Self.byteCount(forSlotCount: slotCount),
      let block = unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: Self.alignment)
    else { return nil }
    unsafe block.address._initializeNonescapable(to: copy allocator)
    var twin = unsafe HashTable(block: block, slotCount: slotCount, seed: seed)
    unsafe twin.control.update(from: control, count: slotCount)
    visitSlots { slot in
      unsafe (twin.keys + slot).initialize(to: keys[slot])
      unsafe (twin.values + slot).initialize(to: values[slot])
    }
    twin.count = count
    twin.room = room
    return twin
  }
}

/// The number of tables made so far.
private let tableCount = Atomic<Int>(0)

/// A seed for the hashes of a new table, unlike those of other tables.
///
/// Were it the same for all, the entries of one table would come in the order of their places in another, and fill it
/// from the front until every search in that part was long.
@usableFromInline
func makeTableSeed() -> Int { tableCount.wrappingAdd(1, ordering: .relaxed).newValue }
