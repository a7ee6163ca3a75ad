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
    // Four slots of five is where searches are short still.
    let roomy = capacity / 32 &* 5
    guard rebuild(groupCount: max(roomy, Self.groupCount(for: capacity))) else { throw refusal }
  }

  @inlinable
  var refusal: AllocationError { allocator.refusal(alignment: Self.alignment) }

  /// The least number of groups for so many entries.
  @inlinable
  static func groupCount(for capacity: Int) -> Int {
    capacity / ControlGroup.capacity &+ (capacity % ControlGroup.capacity == 0 ? 0 : 1)
  }

  /// Sees to it that at least one more entry fits, in a table of twice the size, or of the same size when many of its
  /// slots were emptied, or the least one when there is no room for that.
  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func makeRoom() -> Bool {
    let fullCapacity = groupCount &* ControlGroup.capacity
    // The sizes 8, 16, 32, 56, 112, 224, … slots: where the standard dictionary doubles, this one has just done so or
    // has room left, so that it takes less memory whatever the number of entries.
    let isCrowded = entryCount &* 4 > fullCapacity &* 3
    let generous = !isCrowded ? max(groupCount, 1) : groupCount == 4 ? 7 : groupCount &* 2
    if rebuild(groupCount: generous) { return true }
    let least = Self.groupCount(for: entryCount &+ 1)
    return least < generous && rebuild(groupCount: least)
  }

  /// Moves all entries to a new table of at least `newGroupCount` groups, or does nothing.
  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func rebuild(groupCount newGroupCount: Int) -> Bool {
    guard let least = SizeArithmetic.product(newGroupCount, Self.groupByteCount) else { return false }
    let good = allocator.goodByteCount(for: least, alignment: Self.alignment)
    let newGroupCount = max(good / Self.groupByteCount, newGroupCount)
    let byteCount = newGroupCount &* Self.groupByteCount
    let block = unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: Self.alignment)
    guard let block = unsafe block else { return false }
    if groupCount == 0 { seed = makeTableSeed() }
    let newSlots = unsafe block.address.bindMemory(to: Entry.self, capacity: newGroupCount &* ControlGroup.slotCount)
    let newGroups = unsafe Self.groups(behind: newSlots, groupCount: newGroupCount)
    unsafe newGroups.initialize(repeating: .empty, count: newGroupCount)
    visitSlots { slot in
      let hash = unsafe hash(of: slots[slot].key)
      let newSlot = unsafe Self.add(hash, to: newGroups, groupCount: newGroupCount)
      unsafe (newSlots + newSlot).moveInitialize(from: slots + slot, count: 1)
    }
    if groupCount > 0 { unsafe allocator.deallocate(Self.block(at: slots, groupCount: groupCount)) }
    unsafe slots = newSlots
    groupCount = newGroupCount
    room = newGroupCount &* ControlGroup.capacity &- entryCount
    return true
  }

  /// Destroys all entries.
  ///
  /// - Parameter isCapacityKept: Whether the memory is kept for new entries; otherwise it is given back.
  /// - Complexity: O(capacity).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    guard groupCount > 0 else { return }
    destroyEntries()
    entryCount = 0
    if isCapacityKept {
      unsafe groups.update(repeating: .empty, count: groupCount)
      room = groupCount &* ControlGroup.capacity
    } else {
      unsafe allocator.deallocate(Self.block(at: slots, groupCount: groupCount))
      unsafe slots = Self.nowhere
      groupCount = 0
      room = 0
    }
  }
}
