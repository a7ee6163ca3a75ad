import Builtin

// What happens to entries.
extension HashTable where Value: ~Copyable, A: ~Escapable {
  /// Stores an entry in a slot that was marked as full for it.
  @inlinable
  @inline(always)
  func initialize(_ slot: Int, _ key: Key, _ value: consuming Value) {
    unsafe (keys + slot).initialize(to: key)
    unsafe (values + slot).initialize(to: value)
  }

  /// Calls `body` with each full slot, first to last; slots that it was called with may be vacated meanwhile.
  @inlinable
  @inline(always)
  func visitSlots<Failure: Error>(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
    guard slotCount > 0 else { return }
    var start = 0
    var full = fullSlots(from: 0)
    while true {
      // The next mask is ready when this one runs out, which the processor does not foresee.
      let nextStart = start &+ UInt64.bitWidth
      let isLast = nextStart >= slotCount
      let next = isLast ? 0 : fullSlotsOfMany(from: nextStart)
      while full != 0 {
        try body(start &+ full.trailingZeroBitCount)
        full &= full &- 1
      }
      if isLast { return }
      start = nextStart
      full = next
    }
  }

  /// The first full slot that `body` accepts, or -1.
  @inlinable
  @inline(always)
  func firstSlot<Failure: Error>(where body: (Int) throws(Failure) -> Bool) throws(Failure) -> Int {
    var start = 0
    while start < slotCount {
      var full = fullSlots(from: start)
      while full != 0 {
        let slot = start &+ full.trailingZeroBitCount
        if try body(slot) { return slot }
        full &= full &- 1
      }
      start &+= UInt64.bitWidth
    }
    return -1
  }

  /// Which of the 64 slots from `start` on are full: a bit for each, the first one's is the lowest.
  @inlinable
  @inline(always)
  func fullSlots(from start: Int) -> UInt64 {
    if slotCount >= UInt64.bitWidth { return fullSlotsOfMany(from: start) }
    // The control bytes behind the last slot are those of no entries.
    var full: UInt64 = 0
    var offset = 0
    #if arch(x86_64)
      while offset &+ ControlWord.slotCount < slotCount &- start {
        full |= unsafe ControlWord.full16(at: control + (start &+ offset)) &<< UInt64(truncatingIfNeeded: offset)
        offset &+= 2 &* ControlWord.slotCount
      }
    #endif
    while offset < slotCount &- start {
      full |= word(at: start &+ offset).full &<< UInt64(truncatingIfNeeded: offset)
      offset &+= ControlWord.slotCount
    }
    return full
  }

  /// The same for a table that has at least 64 slots.
  @inlinable
  @inline(always)
  func fullSlotsOfMany(from start: Int) -> UInt64 {
    // The last 64 slots are read whole.
    let first = min(start, slotCount &- UInt64.bitWidth)
    return unsafe ControlWord.full64(at: control + first) &>> UInt64(truncatingIfNeeded: start &- first)
  }

  /// Destroys all entries in place.
  @inlinable
  func destroyEntries() {
    if count == 0 || Bool(Builtin.ispod(Key.self)) && Bool(Builtin.ispod(Value.self)) { return }
    visitSlots { slot in
      unsafe destroyInPlace(keys + slot)
      unsafe destroyInPlace(values + slot)
    }
  }

  /// Whether values have parts that may be nested deeply.
  @inlinable
  static var needsDestruction: Bool { !Bool(Builtin.ispod(Value.self)) }

  /// Destroys the entries of a table that is deeply nested, and returns its memory: now, or when its turn comes.
  @inlinable
  @inline(never)
  static func endDeeplyNested(_ keys: UnsafeMutablePointer<Key>, _ slotCount: Int, _ count: Int) {
    unsafe _destroyDeeplyNested(
      UnsafeMutableRawPointer(keys), Self.self,
      handle: UnsafeMutableRawPointer(keys) - keyOffset, A.self,
      by: { address in
        var table = unsafe HashTable(
          ending: address.assumingMemoryBound(to: Key.self), slotCount: slotCount, count: count)
        table.visitSlots { slot in
          unsafe destroyInPlace(table.keys + slot)
          unsafe destroyDeeplyNested(table.values + slot, count: 1)
        }
        _didDestroyDeeplyNested()
        // Without entries, what ends here is its memory.
        table.count = 0
      })
  }

  /// Removes the entries that `isRemoved` accepts.
  @inlinable
  mutating func removeAll<Failure: Error>(
    where isRemoved: (Key, borrowing Value) throws(Failure) -> Bool
  ) throws(Failure) {
    var start = 0
    while start < slotCount {
      var full = fullSlots(from: start)
      while full != 0 {
        let slot = start &+ full.trailingZeroBitCount
        full &= full &- 1
        if try unsafe isRemoved(keys[slot], values[slot]) {
          vacate(slot)
          unsafe destroyInPlace(keys + slot)
          unsafe destroyInPlace(values + slot)
        }
      }
      start &+= UInt64.bitWidth
    }
  }

  /// Ends the table by handing each key and value to `body`; those that it was not given are destroyed.
  @inlinable
  consuming func consumeEach<Failure: Error>(
    _ body: (Key, consuming Value) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    while start < slotCount {
      var full = fullSlots(from: start)
      while full != 0 {
        let slot = start &+ full.trailingZeroBitCount
        full &= full &- 1
        vacate(slot)
        let key = unsafe (keys + slot).move()
        try unsafe body(key, (values + slot)._take())
      }
      start &+= UInt64.bitWidth
    }
  }
}

/// Destroys a key or a value.
///
/// A small value is moved out to be dropped, which releases what it refers to by a direct call. `deinitialize` calls a
/// witness of its type, even where the type is known: for a string, half as much time again.
@inlinable
@inline(always)
func destroyInPlace<Element: ~Copyable>(_ element: UnsafeMutablePointer<Element>) {
  if MemoryLayout<Element>.size <= 2 &* MemoryLayout<Int>.size {
    _ = unsafe element.move()
  } else {
    unsafe element.deinitialize(count: 1)
  }
}
