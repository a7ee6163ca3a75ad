// Making a table smaller where it is.
extension HashTable where Value: ~Copyable, A: ~Escapable {
  /// Makes the number of slots `newSlotCount`, fewer than there are and enough for the entries, by moving them to the
  /// front of the block and shrinking that; or does nothing.
  ///
  /// - Complexity: O(number of slots).
  @inlinable
  @inline(never)
  mutating func shrink(to newSlotCount: Int, allocator: borrowing A) -> Bool {
    guard canMoveValues(toSlotCount: newSlotCount), let byteCount = Self.byteCount(forSlotCount: newSlotCount) else {
      return false
    }
    var block = unsafe block
    let (oldSlotCount, wasFilled) = unsafe (slotCount, isFilled.pointee)
    gatherEntries()
    moveGatheredEntries(toSlotCount: newSlotCount)
    let isSmaller =
      unsafe Self.movesAsBytes
      ? allocator.reallocateIfPossible(&block, byteCount: byteCount) : allocator.resize(&block, byteCount: byteCount)
    if isSmaller {
      unsafe keys = (block.address + Self.keyOffset).bindMemory(to: Key.self, capacity: newSlotCount)
      // Another seed, since copies of the larger table may come back.
      seed = makeTableSeed()
    } else {
      moveGatheredEntries(toSlotCount: oldSlotCount)
      unsafe isFilled.pointee = wasFilled
      seed = nextSeed
    }
    var slot = 0
    while slot < count {
      settle(slot)
      slot &+= 1
    }
    room = capacity &- count
    return isSmaller
  }

  /// Moves all entries to the first slots. What the control bytes say of slots is wrong then.
  @inlinable
  mutating func gatherEntries() {
    var end = 0
    var slot = 0
    while slot < slotCount {
      if unsafe control[slot] >= 0x80 {
        if slot > end {
          unsafe (keys + end).initialize(to: (keys + slot).move())
          unsafe (values + end).initialize(to: (values + slot).move())
        }
        end &+= 1
      }
      slot &+= 1
    }
  }

  /// Takes the first slots, which hold the entries, as those of a table with more or fewer slots in the same memory, and
  /// marks them as pending.
  @inlinable
  mutating func moveGatheredEntries(toSlotCount newSlotCount: Int) {
    let oldValues = unsafe values
    let newValues = unsafe values(ofSlotCount: newSlotCount)
    // The keys end in front of both.
    if Self.movesAsBytes {
      unsafe UnsafeMutableRawPointer(newValues).copyMemory(from: oldValues, byteCount: count &* Self.valueByteCount)
    } else if newSlotCount < slotCount {
      var slot = 0
      while slot < count {
        unsafe (newValues + slot).initialize(to: (oldValues + slot).move())
        slot &+= 1
      }
    } else {
      var slot = count
      while slot > 0 {
        slot &-= 1
        unsafe (newValues + slot).initialize(to: (oldValues + slot).move())
      }
    }
    slotCount = newSlotCount
    unsafe control.initialize(repeating: ControlWord.emptied, count: count)
    unsafe (control + count).initialize(repeating: 0, count: slotCount &- count &+ ControlWord.slotCount)
  }
}
