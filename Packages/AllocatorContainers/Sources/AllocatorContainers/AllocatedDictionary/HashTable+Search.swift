// Where entries are, and how the table finds room for new ones.
extension HashTable where Value: ~Copyable, A: ~Escapable {
  @inlinable
  @inline(always)
  func hash(of key: Key) -> UInt { UInt(bitPattern: key._rawHashValue(seed: seed)) }

  /// The control byte of an entry: seven bits that have nothing to do with where its search begins.
  @inlinable
  @inline(always)
  static func tag(of hash: UInt) -> UInt8 { UInt8(truncatingIfNeeded: hash) | 0x80 }

  /// The slot where an entry goes if it is vacant; otherwise it goes to the next one that is. There are eight slots
  /// from it on.
  ///
  /// Looking there first lets the processor fetch control byte, key and value at once. A larger table keeps the order
  /// of a smaller one, so that growing reads and writes memory front to back.
  @inlinable
  @inline(always)
  func home(of hash: UInt) -> Int {
    let count = UInt(bitPattern: slotCount &- (ControlWord.slotCount &- 1))
    return Int(bitPattern: hash.multipliedFullWidth(by: count).high)
  }

  @inlinable
  @inline(always)
  func word(at slot: Int) -> ControlWord { unsafe ControlWord(at: control + slot) }

  /// Where a search goes on that has seen the eight slots from `start` on.
  @inlinable
  @inline(always)
  func next(after start: Int) -> Int {
    let last = slotCount &- ControlWord.slotCount
    return start == last ? 0 : min(start &+ ControlWord.slotCount, last)
  }

  /// The slot that holds `key`, or -1.
  @inlinable
  @inline(always)
  func find(_ key: Key) -> Int {
    guard count > 0 else { return -1 }
    let hash = hash(of: key)
    let home = home(of: hash)
    let tag = Self.tag(of: hash)
    let word = word(at: home)
    if unsafe word.firstByte == tag && keys[home] == key { return home }
    return find(key, tag: tag, from: home)
  }

  @inlinable
  @inline(always)
  func find(_ key: Key, tag: UInt8, from home: Int) -> Int {
    var start = home
    while true {
      let word = word(at: start)
      var candidates = word.candidates(for: tag)
      while candidates != 0 {
        let slot = start &+ ControlWord.first(of: candidates)
        if unsafe keys[slot] == key { return slot }
        candidates &= candidates &- 1
      }
      // No entry is behind an empty slot on its way. There is at least one.
      if word.empty != 0 { return -1 }
      start = next(after: start)
    }
  }

  /// The slot of the key that has this hash and that `isKey` accepts, or -1.
  @inlinable
  func find(hash: UInt, _ isKey: (Key) -> Bool) -> Int {
    guard count > 0 else { return -1 }
    let tag = Self.tag(of: hash)
    var start = home(of: hash)
    while true {
      let word = word(at: start)
      var candidates = word.candidates(for: tag)
      while candidates != 0 {
        let slot = start &+ ControlWord.first(of: candidates)
        if unsafe isKey(keys[slot]) { return slot }
        candidates &= candidates &- 1
      }
      if word.empty != 0 { return -1 }
      start = next(after: start)
    }
  }

  /// The slot that holds `key`; or else a new one that is marked as full, for the caller to initialize; or nil when
  /// there is no room for it.
  @inlinable
  @inline(always)
  mutating func findOrAdd(_ key: Key, allocator: borrowing A) -> (slot: Int, isNew: Bool)? {
    guard room > 0 else { return findOrGrow(key, allocator: allocator) }
    let hash = hash(of: key)
    let home = home(of: hash)
    let tag = Self.tag(of: hash)
    let word = word(at: home)
    if unsafe word.firstByte == tag && keys[home] == key { return (home, false) }
    var candidates = word.candidates(for: tag)
    // Most new keys end here: nothing on their way looks like them, and then there is an empty slot.
    if candidates == 0, word.empty != 0 {
      let slot = home &+ ControlWord.first(of: word.vacant)
      occupy(slot, tag)
      return (slot, true)
    }
    while candidates != 0 {
      let slot = home &+ ControlWord.first(of: candidates)
      if unsafe keys[slot] == key { return (slot, false) }
      candidates &= candidates &- 1
    }
    return findOrAdd(key, tag: tag, from: home)
  }

  @inlinable
  @inline(never)
  mutating func findOrAdd(_ key: Key, tag: UInt8, from home: Int) -> (slot: Int, isNew: Bool) {
    var start = home
    var vacantSlot = -1
    while true {
      let word = word(at: start)
      var candidates = word.candidates(for: tag)
      while candidates != 0 {
        let slot = start &+ ControlWord.first(of: candidates)
        if unsafe keys[slot] == key { return (slot, false) }
        candidates &= candidates &- 1
      }
      if vacantSlot < 0, word.vacant != 0 { vacantSlot = start &+ ControlWord.first(of: word.vacant) }
      if word.empty != 0 {
        occupy(vacantSlot, tag)
        return (vacantSlot, true)
      }
      start = next(after: start)
    }
  }

  @inlinable
  @inline(never)
  mutating func findOrGrow(_ key: Key, allocator: borrowing A) -> (slot: Int, isNew: Bool)? {
    // Emptied slots have taken the room of entries: they are used again, and no memory is needed.
    if count < capacity, room > 0 &- Self.slack(ofSlotCount: slotCount) {
      let hash = hash(of: key)
      return findOrAdd(key, tag: Self.tag(of: hash), from: home(of: hash))
    }
    let slot = find(key)
    if slot >= 0 { return (slot, false) }
    guard makeRoom(allocator: allocator) else { return nil }
    let hash = hash(of: key)
    return (add(tag: Self.tag(of: hash), from: home(of: hash)), true)
  }

  /// The first vacant slot from `home` on.
  @inlinable
  @inline(always)
  func firstVacant(from home: Int) -> Int {
    var start = home
    var vacant = word(at: start).vacant
    while vacant == 0 {
      start = next(after: start)
      vacant = word(at: start).vacant
    }
    return start &+ ControlWord.first(of: vacant)
  }

  /// Marks the first vacant slot from `home` on as full.
  @inlinable
  mutating func add(tag: UInt8, from home: Int) -> Int {
    let slot = firstVacant(from: home)
    occupy(slot, tag)
    return slot
  }

  /// Marks a vacant slot as full.
  @inlinable
  @inline(always)
  mutating func occupy(_ slot: Int, _ tag: UInt8) {
    // An emptied slot has taken its room already.
    room &-= unsafe 1 &- Int(truncatingIfNeeded: control[slot])
    count &+= 1
    unsafe control[slot] = tag
  }

  /// Marks a slot, whose entry is moved out, as vacant.
  @inlinable
  @inline(always)
  mutating func vacate(_ slot: Int) {
    // Searches end at a word with an empty slot. Where every word that this slot is in had one, none has gone past it.
    let before =
      slot < ControlWord.slotCount ? word(at: 0).beginning(slot) : word(at: slot &- ControlWord.slotCount)
    let neighbors = ControlWord.last(of: before.empty) &+ ControlWord.first(of: word(at: slot).empty)
    let isPassable = neighbors >= ControlWord.slotCount
    unsafe control[slot] = isPassable ? ControlWord.emptied : 0
    room &+= isPassable ? 0 : 1
    count &-= 1
  }
}
