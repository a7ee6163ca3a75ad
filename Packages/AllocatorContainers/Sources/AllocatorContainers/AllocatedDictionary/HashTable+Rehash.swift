import Builtin

// Putting entries in order where they are.
extension HashTable where Value: ~Copyable, A: ~Escapable {
  /// Brings every entry to where a search expects it, and makes emptied slots empty; needs no memory.
  ///
  /// - Complexity: O(number of slots). There is one for each fourteenth of them that was emptied, at the most.
  @inlinable
  @inline(never)
  mutating func rehash() {
    seed = nextSeed
    markEntriesAsPending()
    var slot = 0
    while slot < slotCount {
      settle(slot)
      slot &+= 1
    }
    room = capacity &- count
  }

  /// Takes over the table's own memory, which has become larger and may have moved.
  @inlinable
  mutating func spread(to block: Block, slotCount newSlotCount: Int) {
    let oldSlotCount = slotCount
    unsafe keys = (block.address + Self.keyOffset).bindMemory(to: Key.self, capacity: newSlotCount)
    let oldValues = unsafe values(ofSlotCount: oldSlotCount)
    let newValues = unsafe values(ofSlotCount: newSlotCount)
    let oldControl = unsafe control(ofSlotCount: oldSlotCount)
    let newControl = unsafe control(ofSlotCount: newSlotCount)
    // All that is behind the keys moves towards the end: the last part first.
    unsafe newControl.update(from: oldControl, count: oldSlotCount)
    unsafe (newControl + oldSlotCount).initialize(
      repeating: 0, count: newSlotCount &- oldSlotCount &+ ControlWord.slotCount)
    seed = nextSeed
    slotCount = newSlotCount
    if Self.movesAsBytes {
      unsafe UnsafeMutableRawPointer(newValues).copyMemory(
        from: oldValues, byteCount: oldSlotCount &* Self.valueByteCount)
    } else {
      var slot = oldSlotCount
      while slot > 0 {
        slot &-= 1
        if unsafe newControl[slot] >= 0x80 { unsafe (newValues + slot).initialize(to: (oldValues + slot).move()) }
      }
    }
    markEntriesAsPending()
    // Each entry moves towards the end: the last one first, so that it finds its place free.
    var slot = oldSlotCount
    while slot > 0 {
      slot &-= 1
      settle(slot)
    }
    room = capacity &- count
  }

  /// Marks full slots as emptied, and all others as empty.
  @inlinable
  mutating func markEntriesAsPending() {
    var slot = 0
    while slot < slotCount {
      unsafe control[slot] = control[slot] &>> 7
      slot &+= 1
    }
  }

  /// Brings the entry of a slot that is marked as emptied to its place, and the one that it finds there to its own.
  @inlinable
  @inline(always)
  mutating func settle(_ slot: Int) {
    while unsafe control[slot] == ControlWord.emptied {
      let hash = unsafe hash(of: keys[slot])
      let place = firstVacant(from: home(of: hash))
      let isFree = unsafe control[place] == 0
      unsafe control[place] = Self.tag(of: hash)
      if place == slot { return }
      if isFree {
        unsafe control[slot] = 0
        unsafe (keys + place).initialize(to: (keys + slot).move())
        // Not by `moveInitialize`, which writes a byte for a value of no size.
        unsafe (values + place).initialize(to: (values + slot).move())
        return
      }
      exchangeEntries(slot, place)
    }
  }

  @inlinable
  func exchangeEntries(_ first: Int, _ second: Int) {
    let key = unsafe (keys + first).move()
    unsafe (keys + first).initialize(to: (keys + second).move())
    unsafe (keys + second).initialize(to: key)
    let value = unsafe (values + first).move()
    unsafe (values + first).initialize(to: (values + second).move())
    unsafe (values + second).initialize(to: value)
  }

  /// Whether values can be moved one by one to where they are in a table of `newSlotCount` slots at this place. The
  /// initializer of one that is not moved as bytes must not find itself in its own way.
  @inlinable
  func canMoveValues(toSlotCount newSlotCount: Int) -> Bool {
    if Self.movesAsBytes { return true }
    let distance = unsafe UnsafeRawPointer(values(ofSlotCount: newSlotCount)) - UnsafeRawPointer(values)
    return distance.magnitude >= Self.valueByteCount.magnitude
  }

  /// Whether the allocator, which moves bytes, may move entries and handle.
  @inlinable
  static var movesAsBytes: Bool {
    #if hasFeature(Embedded)
      Bool(Builtin.ispod(Key.self)) && Bool(Builtin.ispod(Value.self)) && Bool(Builtin.ispod(A.self))
    #else
      Bool(Builtin.isbitwisetakable(Key.self)) && Bool(Builtin.isbitwisetakable(Value.self))
        && Bool(Builtin.isbitwisetakable(A.self))
    #endif
  }
}
