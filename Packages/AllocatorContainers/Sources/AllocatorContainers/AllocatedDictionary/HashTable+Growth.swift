import Synchronization

extension HashTable where Value: ~Copyable, A: ~Escapable {
  /// Sees to it that at least one more entry fits: by putting entries in order where slots were emptied, in a larger
  /// table where all are in use, and in slots that should stay empty where there is no memory for that.
  @inlinable
  @inline(never)
  mutating func makeRoom(allocator: borrowing A) -> Bool {
    if count < capacity {
      rehash()
      return true
    }
    if count < presentCapacity {
      lendLastSlots()
      return true
    }
    let generous = Self.grown(atLeast: slotCount &+ slotCount / 7 &+ 1)
    if setSlotCount(generous, allocator: allocator) { return true }
    if grow(toLeast: Self.slotCount(forCapacity: count &+ 1), atMost: generous, allocator: allocator) { return true }
    guard slotCount > 0, count < Self.lastCapacity(ofSlotCount: slotCount) else { return false }
    unsafe isFilled.pointee = ControlWord.emptied
    lendLastSlots()
    return true
  }

  /// Makes room for at least `least` slots, and for as many more as there is memory for in a few steps.
  @inlinable
  mutating func grow(toLeast least: Int, atMost generous: Int, allocator: borrowing A) -> Bool {
    guard least < generous, setSlotCount(least, allocator: allocator) else { return false }
    var more = GrowthSteps.less(generous &- least)
    while more > 0, !setSlotCount(least &+ more, allocator: allocator) { more = GrowthSteps.less(more) }
    return true
  }

  /// Fills slots that should stay empty, of a table that could not grow.
  @inlinable
  mutating func lendLastSlots() {
    // The slots that are not empty and hold no entry were emptied: many enough to pay for this.
    if room <= 0 &- Self.lastSlack(ofSlotCount: slotCount) { rehash() }
  }

  /// Sees to it that at least `capacity` entries fit.
  @inlinable
  mutating func makeRoom(forCapacity capacity: Int, allocator: borrowing A) -> Bool {
    let least = Self.slotCount(forCapacity: capacity)
    // Two entries in three slots: searches are as short as in a table that grew, on average. But it takes no more
    // memory than a table that grew.
    let roomy = max(32, SizeArithmetic.sum(capacity, capacity / 2) ?? least)
    let generous = max(least, min(Self.grown(atLeast: least), roomy))
    if setSlotCount(generous, allocator: allocator) { return true }
    // Reserving a little more each time is cheap near the end of a budget, too; what is reserved at once is exact.
    let further = min(generous, SizeArithmetic.sum(slotCount, slotCount / 2) ?? generous)
    if grow(toLeast: least, atMost: further, allocator: allocator) { return true }
    if further <= least, least < generous, setSlotCount(least, allocator: allocator) { return true }
    // The slots that should stay empty hold as many.
    guard slotCount > 0, capacity <= Self.lastCapacity(ofSlotCount: slotCount) else { return false }
    unsafe isFilled.pointee = ControlWord.emptied
    return true
  }

  /// Makes the number of slots the least that holds `capacity` entries, and no fewer than there are; zero returns the
  /// memory. A smaller table is made elsewhere where there is memory for it, and otherwise out of this one.
  @inlinable
  mutating func fit(_ capacity: Int, allocator: borrowing A) -> Bool {
    guard capacity > 0 else {
      self = HashTable()
      return true
    }
    let newSlotCount = Self.slotCount(forCapacity: capacity)
    if newSlotCount > slotCount {
      if capacity <= presentCapacity { return true }
      return setSlotCount(newSlotCount, allocator: allocator)
    }
    if newSlotCount == slotCount { return true }
    return setFewerSlots(newSlotCount, allocator: allocator)
  }

  /// Makes the number of slots smaller: elsewhere, or else where they are.
  @inlinable
  mutating func setFewerSlots(_ newSlotCount: Int, allocator: borrowing A) -> Bool {
    if rebuild(exactly: newSlotCount, allocator: allocator) { return true }
    return shrink(to: newSlotCount, allocator: allocator)
  }

  /// Returns what the entries do not need, where that can be had.
  @inlinable
  mutating func shrinkToFit(allocator: borrowing A) {
    // A table that was filled to its last slots would have to grow.
    if count == 0 || Self.slotCount(forCapacity: count) < slotCount { _ = fit(count, allocator: allocator) }
  }

  /// Makes room for at least `newSlotCount` slots: in place, in new memory, or by moving bytes. There may be as many
  /// already, when the size that was good for fewer had room for them.
  @inlinable
  mutating func setSlotCount(_ newSlotCount: Int, allocator: borrowing A) -> Bool {
    if newSlotCount <= slotCount { return true }
    guard slotCount > 0 else { return rebuild(slotCount: newSlotCount, allocator: allocator) }
    guard let byteCount = Self.byteCount(forSlotCount: newSlotCount) else { return false }
    var block = unsafe block
    if canMoveValues(toSlotCount: newSlotCount), unsafe allocator.resize(&block, byteCount: byteCount) {
      unsafe spread(to: block, slotCount: newSlotCount)
      return true
    }
    if rebuild(slotCount: newSlotCount, allocator: allocator) { return true }
    if Self.movesAsBytes, unsafe allocator.reallocateIfPossible(&block, byteCount: byteCount) {
      unsafe spread(to: block, slotCount: newSlotCount)
      return true
    }
    return false
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
    guard let moved = HashTable.make(slotCount: newSlotCount, seed: nextSeed, allocator: allocator) else {
      return false
    }
    moveEntries(to: moved)
    return true
  }

  /// Moves all entries to a new, smaller table of `newSlotCount` slots, or does nothing.
  @inlinable
  @inline(never)
  mutating func rebuild(exactly newSlotCount: Int, allocator: borrowing A) -> Bool {
    // Another seed, since copies of the larger table may come back.
    guard let moved = HashTable.make(exactly: newSlotCount, seed: makeTableSeed(), allocator: allocator) else {
      return false
    }
    moveEntries(to: moved)
    return true
  }

  @inlinable
  mutating func moveEntries(to moved: consuming HashTable) {
    visitSlots { slot in
      // Keys are known to differ, so nothing is compared.
      let hash = unsafe moved.hash(of: keys[slot])
      let newSlot = moved.firstVacant(from: moved.home(of: hash))
      unsafe moved.control[newSlot] = Self.tag(of: hash)
      unsafe (moved.keys + newSlot).initialize(to: (keys + slot).move())
      unsafe (moved.values + newSlot).initialize(to: (values + slot).move())
    }
    moved.count = count
    moved.room &-= count
    count = 0
    self = moved
  }

  /// The seed for the next order of the entries: the same, unless another table has it, too.
  @inlinable
  var nextSeed: Int { slotCount == 0 || isCopy ? makeTableSeed() : seed }

  /// What a copy of a table has for ``room``: it takes another seed before it takes an entry. Were its order that of
  /// the table that it was copied from, merging a larger one of the two into the other would fill that from the front.
  @inlinable
  static var roomOfCopy: Int { .min / 2 }

  /// Whether this is a copy that has taken no entry yet; some may have been removed, and each has added to ``room``.
  @inlinable
  var isCopy: Bool { room < Self.roomOfCopy / 2 }

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
    twin.room = Self.roomOfCopy
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
