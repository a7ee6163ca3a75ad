// Where entries are, and how the table finds room for new ones.
extension HashTable where Value: ~Copyable, A: ~Escapable {
  @inlinable
  @inline(__always)
  func hash(of key: Key) -> UInt { UInt(bitPattern: key._rawHashValue(seed: seed)) }

  /// The control byte of an entry: seven bits that have nothing to do with where its search begins.
  @inlinable
  @inline(__always)
  static func tag(of hash: UInt) -> UInt8 { UInt8(truncatingIfNeeded: hash) | 0x80 }

  /// The slot where an entry goes if it is vacant; otherwise it goes to the next one that is.
  ///
  /// Looking there first lets the processor fetch control byte, key and value at once. A larger table keeps the order of
  /// a smaller one, so that growing reads and writes memory front to back.
  @inlinable
  @inline(__always)
  func home(of hash: UInt) -> Int {
    Int(bitPattern: hash.multipliedFullWidth(by: UInt(bitPattern: slotCount)).high)
  }

  @inlinable
  @inline(__always)
  func word(at slot: Int) -> ControlWord { unsafe ControlWord(at: control + slot) }

  /// The slot of a number that may have run over the end.
  @inlinable
  @inline(__always)
  func wrapped(_ slot: Int) -> Int { slot < slotCount ? slot : slot &- slotCount }

  /// The slot that holds `key`, or -1.
  @inlinable
  @inline(__always)
  func find(_ key: Key) -> Int {
    guard count > 0 else { return -1 }
    let hash = hash(of: key)
    let home = home(of: hash)
    let tag = Self.tag(of: hash)
    if unsafe control[home] == tag && keys[home] == key { return home }
    return find(key, tag: tag, from: home)
  }

  @inlinable
  @inline(__always)
  func find(_ key: Key, tag: UInt8, from home: Int) -> Int {
    var start = home
    while true {
      let word = word(at: start)
      var candidates = word.candidates(for: tag)
      while candidates != 0 {
        let slot = wrapped(start &+ ControlWord.first(of: candidates))
        if unsafe keys[slot] == key { return slot }
        candidates &= candidates &- 1
      }
      // No entry is behind an empty slot on its way. There is at least one.
      if word.empty != 0 { return -1 }
      start = wrapped(start &+ ControlWord.slotCount)
    }
  }

  /// The slot that holds `key`; or else a new one that is marked as full, for the caller to initialize; or nil when
  /// there is no room for it.
  @inlinable
  @inline(__always)
  mutating func findOrAdd(_ key: Key, allocator: borrowing A) -> (slot: Int, isNew: Bool)? {
    guard room > 0 else { return findOrGrow(key, allocator: allocator) }
    let hash = hash(of: key)
    let home = home(of: hash)
    let tag = Self.tag(of: hash)
    let word = word(at: home)
    // Most new keys end here: nothing on their way looks like them, and then there is an empty slot.
    if word.candidates(for: tag) == 0, word.empty != 0 {
      let slot = wrapped(home &+ ControlWord.first(of: word.vacant))
      occupy(slot, tag)
      return (slot, true)
    }
    if unsafe control[home] == tag && keys[home] == key { return (home, false) }
    return findOrAdd(key, tag: tag, from: home)
  }

  @inlinable
  @inline(never)
  mutating func findOrAdd(_ key: Key, tag: UInt8, from home: Int) -> (slot: Int, isNew: Bool)? {
    let slot = find(key, tag: tag, from: home)
    return slot >= 0 ? (slot, false) : (add(tag: tag, from: home), true)
  }

  @inlinable
  @inline(never)
  mutating func findOrGrow(_ key: Key, allocator: borrowing A) -> (slot: Int, isNew: Bool)? {
    let slot = find(key)
    if slot >= 0 { return (slot, false) }
    guard makeRoom(allocator: allocator) else { return nil }
    let hash = hash(of: key)
    return (add(tag: Self.tag(of: hash), from: home(of: hash)), true)
  }

  /// Marks the first vacant slot from `home` on as full.
  @inlinable
  @inline(__always)
  mutating func add(tag: UInt8, from home: Int) -> Int {
    var start = home
    var vacant = word(at: start).vacant
    while vacant == 0 {
      start = wrapped(start &+ ControlWord.slotCount)
      vacant = word(at: start).vacant
    }
    let slot = wrapped(start &+ ControlWord.first(of: vacant))
    occupy(slot, tag)
    return slot
  }

  /// Marks a vacant slot as full.
  @inlinable
  @inline(__always)
  mutating func occupy(_ slot: Int, _ tag: UInt8) {
    // An emptied slot has taken its room already.
    room &-= unsafe 1 &- Int(truncatingIfNeeded: control[slot])
    count &+= 1
    setControl(slot, to: tag)
  }

  @inlinable
  @inline(__always)
  mutating func setControl(_ slot: Int, to byte: UInt8) {
    unsafe control[slot] = byte
    if slot < ControlWord.slotCount { unsafe control[slotCount &+ slot] = byte }
  }

  /// Marks a slot, whose entry is moved out, as vacant.
  @inlinable
  @inline(__always)
  mutating func vacate(_ slot: Int) {
    // Searches end at a word with an empty slot. Where every word that this slot is in had one, none has gone past it.
    let before = word(at: slot < ControlWord.slotCount ? slot &+ slotCount &- ControlWord.slotCount : slot &- 8).empty
    let after = word(at: slot).empty
    let isPassable = ControlWord.last(of: before) &+ ControlWord.first(of: after) >= ControlWord.slotCount
    setControl(slot, to: isPassable ? ControlWord.emptied : 0)
    room &+= isPassable ? 0 : 1
    count &-= 1
  }
}
